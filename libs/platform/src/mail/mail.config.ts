import { z } from 'zod';
import { configSection } from '../config/config';

export const mailConfig = configSection(
  'mail',
  z.object({
    /** The mail server: smtp://user:password@host:587 or smtps://… (RFC 8314). Without it nothing is mailed. */
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\/[^/\s]+\/?(\?\S*)?$/, 'must be smtp://user:password@host:port or smtps://…')
      .optional(),
    /** What mail is sent from, as in RFC 5322: `Divan <divan@example.gov>` or the address alone. */
    MAIL_FROM: z
      .string()
      .regex(/^([^<>\r\n]*<)?[^<>@\s]+@[^<>@\s]+>?$/, 'must be an address or Name <address>')
      .default('Divan <divan@localhost>'),
  }),
);
