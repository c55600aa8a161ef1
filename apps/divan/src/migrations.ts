import { accountsMigrations } from '@divan/accounts';
import { approvalsMigrations } from '@divan/approvals';
import { archiveMigrations } from '@divan/archive';
import { auditMigrations } from '@divan/audit';
import { authMigrations } from '@divan/auth';
import { channelsMigrations } from '@divan/channels';
import { contactsMigrations } from '@divan/contacts';
import { federationMigrations } from '@divan/federation';
import { inboxMigrations } from '@divan/inbox';
import { ledgerMigrations } from '@divan/ledger';
import { mediaMigrations } from '@divan/media';
import { type MigrationClass, platformMigrations } from '@divan/platform';
import { publishingMigrations } from '@divan/publishing';

/** Every feature's migrations, in the order of the floors. They run in the order of their timestamps. */
export const migrations: MigrationClass[] = [
  ...platformMigrations,
  ...ledgerMigrations,
  ...auditMigrations,
  ...accountsMigrations,
  ...authMigrations,
  ...federationMigrations,
  ...channelsMigrations,
  ...contactsMigrations,
  ...inboxMigrations,
  ...mediaMigrations,
  ...publishingMigrations,
  ...approvalsMigrations,
  ...archiveMigrations,
];
