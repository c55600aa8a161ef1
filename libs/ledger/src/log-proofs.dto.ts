import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { ListedCheckpoint } from './checkpoint.repository';
import type { ConsistencyEvidence } from './log-proofs.service';

export class CheckpointQuery {
  /** `none` for the note as it was first signed. */
  @IsOptional()
  @IsIn(['none'])
  cosignatures?: 'none';
}

export class InclusionQuery {
  /** Size of a signed checkpoint; the newest when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  size?: number;
}

export class ConsistencyQuery {
  /** The smaller size. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  from!: number;

  /** The larger size; that of the newest checkpoint when left out. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  to?: number;
}

/** That the log of `size2` leaves begins with the log of `size1` leaves. */
export class ConsistencyResponse {
  /** @example 1100 */
  size1!: number;
  /** @example 1204 */
  size2!: number;
  /** Root hash of the smaller, base64. */
  root1!: string;
  /** Root hash of the larger, base64. */
  root2!: string;
  /** The nodes of the proof (RFC 9162, section 2.1.4.1), base64. */
  proof!: string[];
  /** The signed note of `size2`; null when that size was not signed. */
  checkpoint!: string | null;
}

/** A signed head, and who else vouches for it. */
export class CheckpointResponse {
  /** @example 1204 */
  size!: number;
  /**
   * Root hash, base64.
   * @example '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
   */
  root!: string;
  /** @example '2026-11-22T09:00:00.000Z' */
  signedAt!: string;
  /** @example '5f0e9a11' */
  keyId!: string;
  /** @example 'divan.example.gov/0199f0a4-7c1e-7000-8000-000000000001' */
  origin!: string;
  /** The signed note with its cosignatures. */
  note!: string;
  /**
   * Names of the witnesses that cosigned.
   * @example ["witness.example/w1"]
   */
  witnesses!: string[];
  /** When a time-stamping authority stamped it. */
  timestampedAt!: string | null;
}

export class CheckpointListResponse {
  items!: CheckpointResponse[];
  nextCursor!: string | null;
}

export function toCheckpointResponse(checkpoint: ListedCheckpoint): CheckpointResponse {
  const { size, root, signedAt, keyId, origin, note, witnesses, timestampedAt } = checkpoint;
  return {
    size,
    root: root.toString('base64'),
    signedAt: signedAt.toISOString(),
    keyId,
    origin,
    note,
    witnesses,
    timestampedAt: timestampedAt?.toISOString() ?? null,
  };
}

export function toConsistencyResponse(evidence: ConsistencyEvidence): ConsistencyResponse {
  const base64 = (hash: Uint8Array): string => Buffer.from(hash).toString('base64');
  return {
    ...evidence,
    root1: base64(evidence.root1),
    root2: base64(evidence.root2),
    proof: evidence.proof.map(base64),
  };
}
