import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import { beginSession, endSession, lockedMember, sessionStatus, unlockSession } from '../../api/session';
import type { LockedMember } from '../../api/lock-store';
import type { Me, Session } from '../../api/types';

/** Leaves for the start page by loading it anew: nothing of what was in memory is there afterwards. */
function beginAnew(): void {
  window.location.assign('/');
}

function asBearer(session: Session): { anonymous: true; headers: Record<string, string> } {
  return { anonymous: true, headers: { Authorization: `Bearer ${session.accessToken}` } };
}

/** Somebody who belongs to several organizations comes back to the one whose page was locked, where that is allowed. */
async function sessionIn(locked: LockedMember, session: Session): Promise<Session | null> {
  const me = await api.get<Me>('/me', asBearer(session));
  if (me.member.id === locked.id) return session;
  if (me.member.email !== locked.email) return null;
  try {
    return await api.post<Session>('/auth/switch', { organizationId: locked.organizationId }, asBearer(session));
  } catch {
    return null;
  }
}

/**
 * Takes up the session that a sign-in ended with. A locked page is opened for the member whose page it is; anybody
 * else begins with an empty one.
 */
export async function enter(session: Session): Promise<void> {
  const locked = sessionStatus() === 'locked' ? lockedMember() : null;
  if (!locked) return beginSession(session);
  const own = await sessionIn(locked, session);
  if (own) return unlockSession(own);
  endSession();
  queryClient.clear();
  sessionStorage.clear();
  beginAnew();
}
