import { defineEvent } from '@divan/platform';
import { z } from 'zod';
import { auditKind } from './audit-kind';

// ── what is done with the audit log is in it ─────────────────────────────────────────────────────────────────────

/** A filter as it was asked for; its words may be personal, as every detail may. */
const filter = z.record(z.string(), z.string());
const format = z.enum(['csv', 'ndjson']);

/** Somebody read the list; at most once in a quarter of an hour for one session and one filter. */
export const eventsReadAudit = auditKind('audit.events-read', 1, z.object({ filter }));
/** Somebody opened one event; as seldom as the list. */
export const eventReadAudit = auditKind('audit.event-read', 1, z.object({}));
/** A copy was pulled by leaf index: `items` events above leaf `after`. */
export const eventsPulledAudit = auditKind('audit.events-pulled', 1, z.object({ after: z.int(), items: z.int() }));

export const exportRequestedAudit = auditKind(
  'audit.export-requested',
  1,
  z.object({ format, filter, treeSize: z.int() }),
);
/** What was handed over is known by its hash. */
export const exportFinishedAudit = auditKind(
  'audit.export-finished',
  1,
  z.object({ rows: z.int(), bytes: z.int(), sha256: z.string(), treeSize: z.int() }),
);
export const exportFailedAudit = auditKind('audit.export-failed', 1, z.object({ error: z.string() }));
export const exportDownloadedAudit = auditKind('audit.export-downloaded', 1, z.object({ sha256: z.string() }));
export const exportCancelledAudit = auditKind('audit.export-cancelled', 1, z.object({ done: z.int() }));
export const exportRemovedAudit = auditKind('audit.export-removed', 1, z.object({ expired: z.boolean() }));

const destination = z.object({ name: z.string(), url: z.string() });
export const forwarderCreatedAudit = auditKind(
  'audit.forwarder-created',
  1,
  destination.extend({ from: z.enum(['now', 'beginning']), leafIndex: z.int() }),
);
export const forwarderChangedAudit = auditKind(
  'audit.forwarder-changed',
  1,
  destination.extend({ authorization: z.enum(['kept', 'set', 'removed']), paused: z.boolean() }),
);
export const forwarderRemovedAudit = auditKind('audit.forwarder-removed', 1, destination);
export const forwarderTestedAudit = auditKind(
  'audit.forwarder-tested',
  1,
  z.object({ ok: z.boolean(), detail: z.string() }),
);
/** The receiver began to fail. Said once, however often it is tried again. */
export const forwardingFailedAudit = auditKind('audit.forwarding-failed', 1, z.object({ error: z.string() }));
export const forwardingRecoveredAudit = auditKind(
  'audit.forwarding-recovered',
  1,
  z.object({ failingSince: z.string() }),
);

export const settingsChangedAudit = auditKind(
  'audit.settings-changed',
  1,
  z.object({ detailRetentionDays: z.int().nullable() }),
);
/** The details of `count` events from before `before` are gone; the events and their leaves stay. */
export const detailsErasedAudit = auditKind(
  'audit.details-erased',
  1,
  z.object({ count: z.int(), before: z.string() }),
);

// ── what happened to the log itself, said by the ledger below ────────────────────────────────────────────────────

export const keyRotatedAudit = auditKind(
  'audit.log-key-rotated',
  1,
  z.object({ origin: z.string(), oldKeyId: z.string(), newKeyId: z.string() }),
);
export const forkAcknowledgedAudit = auditKind(
  'audit.log-fork-acknowledged',
  1,
  z.object({ lostOrigin: z.string(), lostSize: z.int(), restoredSize: z.int(), origin: z.string(), keyId: z.string() }),
);
export const logAccessChangedAudit = auditKind('audit.log-access-changed', 1, z.object({ public: z.boolean() }));
export const alarmRaisedAudit = auditKind(
  'audit.log-alarm-raised',
  1,
  z.object({ kind: z.string(), source: z.string() }),
);
export const alarmClearedAudit = auditKind(
  'audit.log-alarm-cleared',
  1,
  z.object({ kind: z.string(), source: z.string() }),
);

// ── published ────────────────────────────────────────────────────────────────────────────────────────────────────

const exportChangedItem = z.object({
  id: z.uuid(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
});
/** An export got on, or ended. */
export const exportChanged = defineEvent('audit.export-changed', 1, exportChangedItem, {
  live: (item) => ({ type: 'audit-export.changed', data: item }),
  permission: 'audit:export',
});
