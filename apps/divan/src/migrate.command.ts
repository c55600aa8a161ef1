import { migrate } from '@divan/platform';
import { z } from 'zod';
import type { Command } from './command';
import { migrations } from './migrations';
import { environmentOf } from './operator-environment';

const schema = z.object({
  /** The owner of the schema. Needed here only; api and worker never see it. */
  DATABASE_OWNER_URL: z.string('is required: the address of the role that owns the schema').min(1),
});

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  summary: 'Brings the database schema up to date. Reads DATABASE_OWNER_URL.',
  async run(_args, print) {
    await migrate(environmentOf(schema).DATABASE_OWNER_URL, migrations);
    print('The database schema is up to date.');
  },
};
