import type { DivanRequest, RequestContext } from '@divan/platform';
import { deviceOf } from './devices/device-cookie';
import { refreshTokenOf } from './sessions/refresh-cookie';

/** Where a request comes from. */
export interface Origin {
  requestId: string;
  address: string | null;
  userAgent: string | null;
  /** What the browser was given when somebody first signed in there. */
  device?: string | null;
  /** The session that the browser has now, by its refresh token: another sign-in there takes its place. */
  refreshToken?: string | null;
}

const USER_AGENT_MAX = 512;

export function originOf(request: DivanRequest): Origin {
  const userAgent = request.headers['user-agent'];
  return {
    requestId: request.id,
    address: request.ip,
    userAgent: userAgent ? userAgent.slice(0, USER_AGENT_MAX) : null,
    device: deviceOf(request),
    refreshToken: refreshTokenOf(request),
  };
}

/** The context of a member who is signing in, refreshing or joining: may do nothing else yet. */
export function memberContext(
  organizationId: string,
  member: { id: string; name: string },
  origin: Origin & { sessionId?: string },
): RequestContext {
  const { requestId, address, userAgent, sessionId = null } = origin;
  return {
    organizationId,
    actor: { kind: 'member', id: member.id, name: member.name },
    requestId,
    permissions: new Set(),
    teamIds: [],
    origin: { address, userAgent, sessionId },
  };
}

/** The context of an attempt that proved nothing: it is about a member, never by the member. */
export function unprovenContext(organizationId: string, origin: Origin): RequestContext {
  const ctx = memberContext(organizationId, { id: 'sign-in', name: 'sign-in' }, origin);
  return { ...ctx, actor: { kind: 'system', id: 'sign-in', name: 'sign-in' } };
}
