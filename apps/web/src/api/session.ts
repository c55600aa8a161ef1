import { useSyncExternalStore } from 'react';
import { apiUrl } from './config';
import { forgetLock, keptLock, keepLock, type LockedMember } from './lock-store';
import { problemFrom, ProblemError } from './problem';
import type { Session } from './types';

/** `locked`: the session has ended, and the page waits, hidden, for the same member to sign in again. */
export type SessionStatus = 'unknown' | 'signed-in' | 'signed-out' | 'locked';

// The access token lives in this module's memory only; what survives a reload is the HttpOnly refresh cookie.
let token: Session | null = null;
let status: SessionStatus = 'unknown';
let member: LockedMember | null = null;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();
const otherTabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('divan-session');

type Message = { kind: 'signed-out' | 'locked' | 'switched' } | { kind: 'unlocked'; memberId: string };
const EXPIRY_MARGIN_MS = 20_000;

function setStatus(next: SessionStatus): void {
  if (next === status) return;
  status = next;
  for (const listener of [...listeners]) listener();
}

function tell(message: Message): void {
  otherTabs?.postMessage(message);
}

export function sessionStatus(): SessionStatus {
  return status;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSessionStatus(): SessionStatus {
  return useSyncExternalStore(subscribe, sessionStatus);
}

/** Whose session this is: whoever unlocks the page must be the same. */
export function rememberMember(known: LockedMember): void {
  member = known;
}

export function lockedMember(): LockedMember | null {
  return member;
}

export function beginSession(session: Session): void {
  token = session;
  setStatus('signed-in');
}

export function endSession(tellOtherTabs = true): void {
  const wasKnown = status !== 'unknown' && status !== 'signed-out';
  token = null;
  member = null;
  forgetLock();
  if (tellOtherTabs && wasKnown) tell({ kind: 'signed-out' });
  setStatus('signed-out');
}

/**
 * Hides the page until the same member has signed in again. The token is gone from this moment; ending the session
 * on the server is the caller's part. Without a member to come back there is nothing to keep.
 */
export function lockSession(tellOtherTabs = true): void {
  if (!member) return endSession(tellOtherTabs);
  token = null;
  keepLock(member);
  if (tellOtherTabs) tell({ kind: 'locked' });
  setStatus('locked');
}

/** The member of the locked page is back. */
export function unlockSession(session: Session): void {
  forgetLock();
  if (member) tell({ kind: 'unlocked', memberId: member.id });
  beginSession(session);
}

/** Takes up a lock from before a reload. False: there was none. */
export function resumeLock(): boolean {
  const kept = keptLock();
  if (!kept) return false;
  member = kept;
  setStatus('locked');
  return true;
}

/** Other tabs show another organization or another member from now on: they begin anew rather than mix the two. */
function announceSwitch(): void {
  tell({ kind: 'switched' });
}

/**
 * Goes over to the session of another organization or another member. The page is loaded anew: nothing of the one may
 * be seen in the other.
 */
export function beginElsewhere(session: Session): void {
  beginSession(session);
  announceSwitch();
  sessionStorage.clear();
  window.location.assign('/');
}

function onMessage(message: Message): void {
  const inUse = status === 'signed-in' || status === 'locked';
  if (!inUse) return;
  if (message.kind === 'signed-out') endSession(false);
  else if (message.kind === 'switched') window.location.assign('/');
  else if (message.kind === 'locked' && status === 'signed-in') lockSession(false);
  else if (message.kind === 'unlocked') onUnlocked(message.memberId);
}

/** All tabs share one session: that of another member is no place to go on in. */
function onUnlocked(memberId: string): void {
  if (member && member.id !== memberId) {
    if (status === 'signed-in') window.location.assign('/');
  } else if (status === 'locked') {
    void rejoin();
  }
}

async function rejoin(): Promise<void> {
  const renewed = await refreshSession().catch(() => false);
  if (renewed) forgetLock();
}

otherTabs?.addEventListener('message', ({ data }) => onMessage(data as Message));

/** Resolves as soon as the page is no longer locked; what was asked meanwhile goes on from there, or fails. */
export function whenUnlocked(signal?: AbortSignal | null): Promise<void> {
  if (status !== 'locked') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      stop();
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      leave();
      reject(signal?.reason as Error);
    };
    const stop = subscribe(() => {
      if (status === 'locked') return;
      leave();
      resolve();
    });
    signal?.addEventListener('abort', abort);
  });
}

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
  // Ended while somebody was at work, by the clock or by an administrator: what they were writing waits for them.
  if (status === 'signed-in') lockSession(false);
  else if (status !== 'locked') endSession();
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
  if (status === 'signed-out' || status === 'locked') return null;
  await refreshSession();
  return token ? (token as Session).accessToken : null;
}
