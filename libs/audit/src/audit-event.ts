import { randomBytes } from 'node:crypto';
import { newId, type RequestContext } from '@divan/platform';
import { canonicalJson, commit } from '@divan/ledger';
import type { AuditItem, AuditKind, AuditOutcome } from './audit-kind';

/** One event in its three forms: immutable row, erasable detail, entry of the log. */
export interface NewAuditEvent {
  id: string;
  objectType: string;
  objectId: string;
  outcome: AuditOutcome;
  salt: Buffer;
  reason: string | null;
  /** Canonical JSON, byte for byte what the commitments are over. */
  detail: string;
  before: string | null;
  after: string | null;
  entry: AuditEntry;
}

/**
 * What the log says about an event: ids, times and commitments, nothing personal. Version 1 is never edited.
 * Each commitment is hex SHA-256(salt ‖ canonical JSON); `who` is over {actorName, address, userAgent, reason}.
 */
export interface AuditEntry {
  type: 'divan.audit-event';
  v: 1;
  id: string;
  kind: string;
  version: number;
  actor: { kind: string; id: string };
  object: { type: string; id: string };
  at: string;
  requestId: string;
  sessionId: string | null;
  outcome: AuditOutcome;
  commitments: { who: string; detail: string; before?: string; after?: string };
}

const SALT_BYTES = 16;

/** @throws when a detail does not fit the kind's schema */
export function newAuditEvents<D extends object>(
  ctx: RequestContext,
  kind: AuditKind<D>,
  items: readonly AuditItem<D>[],
  at: Date,
): NewAuditEvent[] {
  const salts = randomBytes(SALT_BYTES * items.length);
  return items.map((item, i) =>
    newAuditEvent(ctx, kind, item, at, salts.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES)),
  );
}

function newAuditEvent<D extends object>(
  ctx: RequestContext,
  kind: AuditKind<D>,
  item: AuditItem<D>,
  at: Date,
  salt: Buffer,
): NewAuditEvent {
  const id = newId();
  const { object, outcome = 'success', reason = null, onBehalfOf } = item;
  const parsed = kind.detail.parse(item.detail);
  const detail = canonicalJson(onBehalfOf ? { ...parsed, onBehalfOf: { kind: 'member', ...onBehalfOf } } : parsed);
  const before = item.before ? canonicalJson(item.before) : null;
  const after = item.after ? canonicalJson(item.after) : null;
  const commitments = {
    who: commit(salt, whoOf({ actorName: ctx.actor.name, ...ctx.origin, reason })),
    detail: commit(salt, detail),
    ...(before === null ? {} : { before: commit(salt, before) }),
    ...(after === null ? {} : { after: commit(salt, after) }),
  };
  const entry: AuditEntry = {
    type: 'divan.audit-event',
    v: 1,
    id,
    kind: kind.name,
    version: kind.version,
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    object: { type: object.type, id: object.id },
    at: at.toISOString(),
    requestId: ctx.requestId,
    sessionId: ctx.origin.sessionId,
    outcome,
    commitments,
  };
  return { id, objectType: object.type, objectId: object.id, outcome, salt, reason, detail, before, after, entry };
}

/** The personal part of who did it, as it is committed to. */
export function whoOf(who: {
  actorName: string;
  address: string | null;
  userAgent: string | null;
  reason: string | null;
}): string {
  const { actorName, address, userAgent, reason } = who;
  return canonicalJson({ actorName, address, userAgent, reason });
}
