import { Ledger1700000001000 } from './migrations/1700000001000-ledger';

export { canonicalJson, commit } from '@divan/transparency-log';
export { checkpointCreated, signingRefused } from './ledger.events';
export { LedgerIntegrator, type IntegrationOutcome } from './ledger.integrator';
export { LedgerModule } from './ledger.module';
export type { LedgerAlarm, StoredCheckpoint as LedgerCheckpoint, StoredLeaf } from './ledger.repository';
export { Ledger, type LedgerState, type NewLeaf } from './ledger.service';

export const ledgerMigrations = [Ledger1700000001000];
