import { IsBoolean } from 'class-validator';
import type { AlarmKind } from './ledger.events';
import type { AttestorStatus, LogStatus } from './log-status.service';

export class ChangeLogRequest {
  /** Whether everybody may read the log. */
  @IsBoolean()
  public!: boolean;
}

/** Something that is wrong with the log now. */
export class LogAlarmResponse {
  /** @example 'rolled_back' */
  kind!: AlarmKind;
  /** @example 'This log has signed 1204 leaves; the stored log has 1100. The database was set back to an earlier state.' */
  reason!: string;
  /** @example '2026-11-22T09:00:00.000Z' */
  raisedAt!: string;
  /** Whether `POST /v1/log/fork-acknowledgements` ends it. */
  acknowledgeable!: boolean;
  /**
   * Leaves that had been signed and are lost; null when nothing is known to be.
   * @example 1204
   */
  lostSize!: number | null;
}

/** A witness: a server elsewhere that cosigns heads which extend all those that it saw before. */
export class LogWitnessResponse {
  /** @example 'witness.example/w1' */
  name!: string;
  /** @example 'https://witness.example/w1' */
  url!: string;
  state!: 'current' | 'behind' | 'failing' | 'conflict';
  /** @example 1204 */
  lastSize!: number | null;
  lastSignedAt!: string | null;
  lastAttemptAt!: string | null;
  lastError!: string | null;
}

/** The time-stamping authority. */
export class LogTimestampingResponse {
  /** @example 'https://tsa.example/tsr' */
  url!: string;
  state!: 'current' | 'behind' | 'failing';
  /** @example 1204 */
  lastSize!: number | null;
  lastTimestampedAt!: string | null;
  lastError!: string | null;
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
  /** @example '5f0e9a11' */
  keyId!: string | null;
  /** When the key was made. */
  keySince!: string | null;
  /** The newest signed note, with its cosignatures. */
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
  /** Whether everybody may read the log. */
  public!: boolean;
  /** Configured witnesses. */
  witnesses!: LogWitnessResponse[];
  /** Null when no time-stamping authority is configured. */
  timestamping!: LogTimestampingResponse | null;
  /** What is wrong now; empty when all is well. */
  alarms!: LogAlarmResponse[];
  /** @example 1 */
  version!: number;
}

const time = (at: Date | null): string | null => at?.toISOString() ?? null;

export function toLogResponse(status: LogStatus): LogResponse {
  const { origin, size, root, vkey, keyId, keySince, checkpoint, signedAt, pending, lagSeconds, version } = status;
  return {
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    vkey,
    keyId,
    keySince: time(keySince),
    checkpoint,
    signedAt: time(signedAt),
    pending,
    lagSeconds,
    public: status.isPublic,
    witnesses: status.witnesses.map(toWitnessResponse),
    timestamping: status.timestamping && toTimestampingResponse(status.timestamping),
    alarms: status.alarms.map(({ kind, reason, raisedAt, acknowledgeable, lost }) => ({
      kind,
      reason,
      raisedAt: raisedAt.toISOString(),
      acknowledgeable,
      lostSize: lost?.size ?? null,
    })),
    version,
  };
}

function toWitnessResponse(witness: AttestorStatus): LogWitnessResponse {
  const { name, url, state, lastSize, lastAttestedAt, lastAttemptAt, lastError } = witness;
  return {
    name,
    url,
    state,
    lastSize,
    lastSignedAt: time(lastAttestedAt),
    lastAttemptAt: time(lastAttemptAt),
    lastError,
  };
}

function toTimestampingResponse(authority: AttestorStatus): LogTimestampingResponse {
  const { url, state, lastSize, lastAttestedAt, lastError } = authority;
  return {
    url,
    state: state === 'conflict' ? 'failing' : state,
    lastSize,
    lastTimestampedAt: time(lastAttestedAt),
    lastError,
  };
}
