import { type MigrationClass, platformMigrations } from '@divan/platform';

/** Every feature's migrations. The order within is by their timestamps, not by this list. */
export const migrations: MigrationClass[] = [...platformMigrations];
