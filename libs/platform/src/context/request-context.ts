import { newId } from '../clock/id';

export interface Actor {
  kind: 'member' | 'key' | 'system';
  id: string;
  /** For people to read; never part of a ledger entry. */
  name: string;
}

/** Who asks, for which organization, with what rights. The first argument of every service method. */
export interface RequestContext {
  organizationId: string;
  actor: Actor;
  requestId: string;
  permissions: ReadonlySet<string>;
  teamIds: readonly string[];
  /** Only these channels, whatever else would let the actor in; absent: no such bound. */
  channelIds?: readonly string[];
  /** When what was shown stops working by itself: nothing that was begun with it goes on. */
  endsAt?: Date;
  /** The row in idempotency_keys that the first transaction of this request marks as carried out. */
  idempotencyKey?: string;
  origin: { address: string | null; userAgent: string | null; sessionId: string | null };
}

const EVERYTHING: ReadonlySet<string> = new Set(['*']);

/** The context of work that no person asked for: jobs, schedules, network streams. */
export function systemContext(organizationId: string, name = 'divan'): RequestContext {
  return {
    organizationId,
    actor: { kind: 'system', id: name, name },
    requestId: newId(),
    permissions: EVERYTHING,
    teamIds: [],
    origin: { address: null, userAgent: null, sessionId: null },
  };
}

export function hasPermission(ctx: Pick<RequestContext, 'permissions'>, permission: string): boolean {
  return ctx.permissions.has('*') || ctx.permissions.has(permission);
}
