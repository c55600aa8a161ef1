import { Ledger1700000001000 } from './migrations/1700000001000-ledger';
import { Attestations1700001001000 } from './migrations/1700001001000-attestations';

export { canonicalJson, commit } from '@divan/transparency-log';
export type { StoredCheckpoint as LedgerCheckpoint } from './checkpoint.repository';
export {
  alarmCleared,
  alarmRaised,
  checkpointCreated,
  forkAcknowledged,
  keyRotated,
  logAccessChanged,
  type AlarmKind,
} from './ledger.events';
export { LedgerIntegrator, type IntegrationOutcome } from './ledger.integrator';
export { LedgerModule } from './ledger.module';
export type { StoredLeaf } from './ledger.repository';
export { Ledger, type NewLeaf } from './ledger.service';

export const ledgerMigrations = [Ledger1700000001000, Attestations1700001001000];
