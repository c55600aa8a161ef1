import { safeNext } from '../safe-next';

// In this tab only: another sign-in elsewhere must not decide where this one ends.
const KEY = 'divan-sso-next';

/** Where the member wanted to go, kept while they sign in elsewhere. */
export function keepNext(next: string): void {
  sessionStorage.setItem(KEY, next);
}

export function takeNext(): string {
  const next = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return safeNext(next);
}

/**
 * Empties what is kept for this tab when nobody is signed in. Whoever comes back from their provider is not signed in
 * either, for a moment, and still wants to get where they were going.
 */
export function forgetTab(): void {
  const next = sessionStorage.getItem(KEY);
  sessionStorage.clear();
  if (next !== null) sessionStorage.setItem(KEY, next);
}
