import { Audit1700000002000 } from './migrations/1700000002000-audit';
import { AuditSearch1700001002000 } from './migrations/1700001002000-audit-search';
import { AuditExports1700001002001 } from './migrations/1700001002001-audit-exports';
import { AuditForwarders1700001002002 } from './migrations/1700001002002-audit-forwarders';
import { AuditSettings1700001002003 } from './migrations/1700001002003-audit-settings';

export type { AuditEntry } from './audit-event';
export { auditKind, auditKinds, type AuditItem, type AuditKind, type AuditOutcome } from './audit-kind';
export { AuditModule } from './audit.module';
export { Audit } from './audit.service';
export { RepeatedRefusals } from './repeated-refusals';
export { csvLine } from './exports/export-format';

export const auditMigrations = [
  Audit1700000002000,
  AuditSearch1700001002000,
  AuditExports1700001002001,
  AuditForwarders1700001002002,
  AuditSettings1700001002003,
];
