import type { AuditEvent } from '../../api/types';
import type { Commitments } from '../../components/log-proof/verify-entry';
import type { Json } from './diff';

type Values = Record<string, unknown>;

/** What the entry's commitments are over; see libs/audit. */
export function commitmentsOf(event: AuditEvent): Commitments {
  const { actor, address, userAgent, reason, detail, before, after } = event;
  return {
    who: { json: { actorName: actor.name, address, userAgent, reason } },
    detail: { json: detail },
    ...(before === null ? {} : { before: { json: before } }),
    ...(after === null ? {} : { after: { json: after } }),
  };
}

export interface EventParts {
  before: Json | null;
  after: Json | null;
  /** What the detail says besides. */
  detail: Json | null;
}

/** Details that tell a change as `from` and `to`, and of what. */
const FROM_TO: Record<string, string> = { 'inbox.conversation-status-changed': 'status' };

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/** Before and after, wherever the kind keeps them, and what is left to tell. */
export function partsOf({ kind, detail, before, after }: AuditEvent): EventParts {
  const rest = { ...(detail ?? {}) };
  let was: Values | null = before;
  let is: Values | null = after;
  if (!was && !is && isObject(rest.before) && isObject(rest.after)) {
    was = rest.before;
    is = rest.after;
    delete rest.before;
    delete rest.after;
  }
  const field = FROM_TO[kind];
  if (field && 'from' in rest && 'to' in rest) {
    was = { [field]: rest.from };
    is = { [field]: rest.to };
    delete rest.from;
    delete rest.to;
  }
  return {
    before: was as Json | null,
    after: is as Json | null,
    detail: Object.keys(rest).length > 0 ? (rest as Json) : null,
  };
}

/** Nothing of the erasable part is left. */
export function isErased({ detail, salt }: AuditEvent): boolean {
  return detail === null || salt === null;
}
