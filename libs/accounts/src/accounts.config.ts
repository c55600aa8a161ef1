import { configSection } from '@divan/platform';
import { z } from 'zod';

export const accountsConfig = configSection(
  'accounts',
  z.object({
    /** Where people open Divan; invitation links begin with it. */
    WEB_URL: z.url('must be the address at which people open Divan').default('http://127.0.0.1:8080'),
  }),
);
