import { IsInt, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import type { ShownKey } from './key-rotation.service';

export class RotateKeyRequest {
  /**
   * Why. Kept erasable; the log holds a commitment to it.
   * @example 'Yearly rotation.'
   */
  @IsString()
  @MinLength(1)
  @MaxLength(1_000)
  reason!: string;
}

export class AcknowledgeForkRequest {
  /**
   * Why. Kept erasable; the log holds a commitment to it.
   * @example 'Disk failure on 21 November; restored from the backup of that morning.'
   */
  @IsString()
  @MinLength(1)
  @MaxLength(1_000)
  reason!: string;

  /**
   * Leaves that were signed before the loss, as the alarm or the newest kept checkpoint says.
   * @example 1204
   */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  lostSize!: number;
}

export class ForkAcknowledgementResponse {
  /** @example 'divan.example.gov/0199f0a4-7c1e-7000-8000-000000000001/fork-2-9f3a11c0' */
  origin!: string;
  /** @example '5f0e9a11' */
  keyId!: string;
  /**
   * Leaves under the first checkpoint of the new name; the last of them is the acknowledgement.
   * @example 1101
   */
  size!: number;
  /** @example 1204 */
  lostSize!: number;
}

/** A key that the log is, was or will be signed with. */
export class LogKeyResponse {
  /** @example '5f0e9a11' */
  keyId!: string;
  /** @example 'divan.example.gov/0199f0a4-7c1e-7000-8000-000000000001' */
  origin!: string;
  /** Verifier key: keep it with every copy of the records. */
  vkey!: string;
  /** @example '2026-11-22T09:00:00.000Z' */
  createdAt!: string;
  /** Since when it signs; null while the leaf that announces it waits. */
  activeSince!: string | null;
  /** @example null */
  retiredAt!: string | null;
  /** @example 'Yearly rotation.' */
  reason!: string | null;
  /**
   * The leaf that announces it; null for a log's first key.
   * @example 1100
   */
  leafIndex!: number | null;
  /** The first note that it signed, which the key before signed too: who trusts that one can follow. */
  handover!: string | null;
}

export class LogKeyListResponse {
  items!: LogKeyResponse[];
  nextCursor!: string | null;
}

export function toLogKeyResponse(key: ShownKey): LogKeyResponse {
  const { keyId, origin, vkey, createdAt, activeSince, retiredAt, reason, leafIndex, firstNote } = key;
  return {
    keyId,
    origin,
    vkey,
    createdAt: createdAt.toISOString(),
    activeSince: activeSince?.toISOString() ?? null,
    retiredAt: retiredAt?.toISOString() ?? null,
    reason,
    leafIndex,
    handover: leafIndex === null ? null : firstNote,
  };
}
