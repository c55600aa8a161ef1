import { useSyncExternalStore } from 'react';

let text = '';
const listeners = new Set<() => void>();

/** Speaks to screen readers without moving focus: arrivals, results of a key press. */
export function announce(message: string): void {
  // The same text twice in a row is otherwise not read again.
  text = message === text ? `${message}\u00a0` : message;
  for (const listener of listeners) listener();
}

export function Announcer() {
  const message = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => text,
  );
  return (
    <div className="dv-sr" aria-live="polite" role="log">
      {message}
    </div>
  );
}
