import { api } from '../../api/client';
import { lockSession } from '../../api/session';

/** Hides the page at once and ends the session: what is behind the lock cannot be reached with what this machine has. */
export async function lockNow(): Promise<void> {
  lockSession();
  try {
    await api.post('/auth/sign-out', undefined, { anonymous: true });
  } catch {
    // Offline: the token is gone from here all the same, and the server ends what is not used.
  }
}
