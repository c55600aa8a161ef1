import type { components } from './schema';

/** Exporting and forwarding the audit log. */
type Schemas = components['schemas'];

export type AuditFilter = Schemas['AuditFilterRequest'];

export type AuditExport = Omit<Schemas['AuditExportResponse'], 'filter'> & { filter: AuditFilter };
export type AuditExportFormat = AuditExport['format'];
export type AuditExportState = AuditExport['state'];

export type AuditForwarder = Schemas['AuditForwarderResponse'];
export type AuditForwarderState = AuditForwarder['state'];
export type NewAuditForwarder = Schemas['CreateForwarderRequest'];
export type ForwarderTest = Schemas['ForwarderTestResponse'];

/** Days that details are kept; null is for good. */
export type AuditSettings = Schemas['AuditSettingsResponse'];
