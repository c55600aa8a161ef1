import { useSyncExternalStore } from 'react';
import { apiUrl } from './config';
import { problemFrom, ProblemError } from './problem';
import type { Session } from './types';

export type SessionStatus = 'unknown' | 'signed-in' | 'signed-out';

// The access token lives in this module's memory only; what survives a reload is the HttpOnly refresh cookie.
let token: Session | null = null;
let status: SessionStatus = 'unknown';
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();
const otherTabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('divan-session');

const EXPIRY_MARGIN_MS = 20_000;

function setStatus(next: SessionStatus): void {
  if (next === status) return;
  status = next;
  for (const listener of listeners) listener();
}

export function sessionStatus(): SessionStatus {
  return status;
}

export function useSessionStatus(): SessionStatus {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, sessionStatus);
}

export function beginSession(session: Session): void {
  token = session;
  setStatus('signed-in');
}

export function endSession(tellOtherTabs = true): void {
  token = null;
  if (tellOtherTabs && status === 'signed-in') otherTabs?.postMessage('signed-out');
  setStatus('signed-out');
}

otherTabs?.addEventListener('message', (event) => {
  if (event.data === 'signed-out' && status === 'signed-in') endSession(false);
});

/** The refresh token rotates and its reuse ends the session, so tabs take turns: one holds the lock at a time. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work();
  return navigator.locks.request('divan-refresh', work) as Promise<T>;
}

async function requestRefresh(): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(apiUrl('/auth/refresh'), {
      method: 'POST',
      credentials: 'include',
      headers: { 'X-Divan-Client': 'web', Accept: 'application/json' },
    });
  } catch (cause) {
    throw new ProblemError({ status: 0, code: 'network.unreachable', detail: String(cause) });
  }
  if (response.ok) {
    beginSession((await response.json()) as Session);
    return true;
  }
  if (response.status >= 500 || response.status === 429) throw await problemFrom(response);
  endSession();
  return false;
}

/** Gets a new access token; calls made meanwhile share the one request. False: nobody is signed in. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= inTurn(requestRefresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** A token that is good for a while yet, or null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (token && new Date(token.expiresAt).getTime() - Date.now() > EXPIRY_MARGIN_MS) return token.accessToken;
  if (status === 'signed-out') return null;
  await refreshSession();
  return token ? (token as Session).accessToken : null;
}
