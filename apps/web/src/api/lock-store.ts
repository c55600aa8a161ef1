/** Whose page it is: enough to greet them at the lock and to know them again. */
export interface LockedMember {
  id: string;
  organizationId: string;
  email: string;
  name: string;
}

// In the tab's own storage: a reload must not open what was locked, and drafts beside it wait as long.
const KEY = 'divan-lock';

export function keepLock(member: LockedMember): void {
  sessionStorage.setItem(KEY, JSON.stringify(member));
}

export function forgetLock(): void {
  sessionStorage.removeItem(KEY);
}

export function keptLock(): LockedMember | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as LockedMember | null;
  } catch {
    return null;
  }
}
