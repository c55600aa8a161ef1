import type { LostHead } from './alarm.repository';
import type { AlarmKind } from './ledger.events';

/** The stored log contradicts what was signed. Signing on would fork it, so nothing is integrated either. */
export class LedgerRefusal extends Error {
  constructor(
    readonly kind: Exclude<AlarmKind, 'lagging'>,
    message: string,
    readonly lost: LostHead | null = null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
