import { api } from '../../api/client';
import { endSession } from '../../api/session';

/** Ends the session on the server; here it is over even when the server cannot be reached. */
export async function signOut(): Promise<void> {
  try {
    await api.post('/auth/sign-out', undefined, { anonymous: true });
  } finally {
    endSession();
  }
}
