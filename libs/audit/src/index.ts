import { Audit1700000002000 } from './migrations/1700000002000-audit';

export type { AuditEntry } from './audit-event';
export { auditKind, type AuditItem, type AuditKind, type AuditOutcome } from './audit-kind';
export { AuditModule } from './audit.module';
export { Audit } from './audit.service';

export const auditMigrations = [Audit1700000002000];
