import { api } from '../../../api/client';
import { safeNext } from '../safe-next';

// In this tab only, and only where no window could be opened beside it.
const RETURN = 'divan-step-up-return';
const CONFIRMED = 'divan-step-up';

/**
 * Leads to the organization's own sign-in, beside what is being written. Called by the click itself: a window that opens
 * later counts as unasked for. Where none may open this page goes there and comes back.
 */
export async function goToProvider(): Promise<void> {
  sessionStorage.removeItem(RETURN);
  const beside = window.open('', '_blank', 'popup,width=520,height=720');
  try {
    const { redirectUrl } = await api.post<{ redirectUrl: string }>('/auth/step-up/sso', {});
    if (beside) return beside.location.replace(redirectUrl);
    sessionStorage.setItem(RETURN, window.location.pathname + window.location.search);
    window.location.assign(redirectUrl);
    // Nothing on this page counts any more: the button keeps turning until the browser has left.
    return await new Promise<void>(() => undefined);
  } catch (error) {
    beside?.close();
    throw error;
  }
}

/** Where this very tab came from; null: it was opened beside the page that waits. */
export function takeReturn(): string | null {
  const path = sessionStorage.getItem(RETURN);
  sessionStorage.removeItem(RETURN);
  return path === null ? null : safeNext(path);
}

/** To every page of this session that waits: the provider's own page has cut the tie to the one that opened it. */
export function tellConfirmed(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(CONFIRMED);
  channel.postMessage(null);
  channel.close();
}

/** @returns what ends the waiting */
export function onConfirmed(done: () => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const channel = new BroadcastChannel(CONFIRMED);
  channel.addEventListener('message', done);
  return () => channel.close();
}
