import type { LedgerState } from './ledger.service';

/** Why nothing is signed at present. */
export class LogAlarmResponse {
  /** @example 'The log is not consistent with its last signed checkpoint: tile is missing: tile/0/000.' */
  reason!: string;
  /** @example '2026-11-22T09:00:00.000Z' */
  raisedAt!: string;
}

/** How the organization's log stands. */
export class LogResponse {
  /**
   * The log's name in its checkpoints; null before the first entry.
   * @example 'divan.example.gov/0199f0a4-7c1e-7000-8000-000000000001'
   */
  origin!: string | null;
  /**
   * Leaves under the newest signed checkpoint.
   * @example 1204
   */
  size!: number;
  /**
   * Root hash, base64.
   * @example '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
   */
  root!: string;
  /** Verifier key: keep it with every copy of the records. */
  vkey!: string | null;
  /** The newest signed note. */
  checkpoint!: string | null;
  /** @example '2026-11-22T09:00:00.000Z' */
  signedAt!: string | null;
  /**
   * Entries committed and not yet in the tree.
   * @example 0
   */
  pending!: number;
  /**
   * How long the oldest of them has waited.
   * @example 0.2
   */
  lagSeconds!: number;
  /** Set while signing is refused because the stored log contradicts its last signed head. */
  alarm!: LogAlarmResponse | null;
}

export function toLogResponse(state: LedgerState & { lagSeconds: number }): LogResponse {
  const { origin, size, root, vkey, checkpoint, signedAt, pending, lagSeconds, alarm } = state;
  return {
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    vkey,
    checkpoint,
    signedAt: signedAt?.toISOString() ?? null,
    pending,
    lagSeconds,
    alarm: alarm && { reason: alarm.reason, raisedAt: alarm.raisedAt.toISOString() },
  };
}
