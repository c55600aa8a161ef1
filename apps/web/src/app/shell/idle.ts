import { useEffect } from 'react';
import { sessionStatus } from '../../api/session';
import { announce } from '../../components/announcer';
import { notifyDone } from '../../components/notify';
import { i18n } from '../../i18n';
import { lockNow } from './lock-now';

const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart', 'focus'] as const;
const CHECK_MS = 5_000;
const WARNING_MS = 60_000;
// Tabs of one browser are used by one member: whoever works in one is not idle in the others.
const KEY = 'divan-last-use';

const lastUse = (): number => Number(localStorage.getItem(KEY)) || 0;

/** Remembers use, not oftener than it matters. */
function noteUse(): void {
  const now = Date.now();
  if (now - lastUse() > 1_000) localStorage.setItem(KEY, String(now));
}

function warn(): void {
  const words = i18n.t('member.lockSoon');
  announce(words);
  notifyDone(words);
}

/**
 * Locks the page once nobody has used it for so long, and says so a minute before. The computer may have slept
 * meanwhile: the clock decides, not the timer.
 */
export function useIdleLock(minutes: number | null): void {
  useEffect(() => {
    if (minutes === null) return;
    const limit = minutes * 60_000;
    let warned = false;
    const check = (): void => {
      if (sessionStatus() !== 'signed-in') return;
      const unused = Date.now() - lastUse();
      if (unused >= limit) return void lockNow();
      const soon = limit > 2 * WARNING_MS && unused >= limit - WARNING_MS;
      if (soon && !warned) warn();
      warned = soon;
    };
    // What comes too late is no use any more: it finds the page locked.
    const used = (): void => {
      check();
      noteUse();
    };
    noteUse();
    const timer = setInterval(check, CHECK_MS);
    for (const sign of SIGNS) window.addEventListener(sign, used, { passive: true });
    document.addEventListener('visibilitychange', check);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, used);
      document.removeEventListener('visibilitychange', check);
    };
  }, [minutes]);
}
