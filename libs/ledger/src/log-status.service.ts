import { Injectable } from '@nestjs/common';
import { Clock, Database, type RequestContext } from '@divan/platform';
import { rootHash } from '@divan/transparency-log';
import type { LedgerAlarm } from './alarm.repository';
import { AttestorRepository, type AttestorState } from './attestor.repository';
import type { StoredCheckpoint } from './checkpoint.repository';
import { isAcknowledgeable } from './fork.service';
import { KeyRepository } from './key.repository';
import { lagAlarm, WATCH } from './ledger-watch';
import { LedgerRepository } from './ledger.repository';
import { LogRepository } from './log.repository';
import { TimestampService } from './timestamp.service';
import { WitnessService } from './witness.service';

export type AttestorHealth = 'current' | 'behind' | 'failing' | 'conflict';

/** How far a witness, or the time-stamping authority, is. */
export interface AttestorStatus {
  name: string;
  url: string;
  state: AttestorHealth;
  lastSize: number | null;
  lastAttestedAt: Date | null;
  lastAttemptAt: Date | null;
  lastError: string | null;
}

/** How an organization's log stands. */
export interface LogStatus {
  origin: string | null;
  size: number;
  root: Uint8Array;
  vkey: string | null;
  keyId: string | null;
  keySince: Date | null;
  checkpoint: string | null;
  signedAt: Date | null;
  /** Entries committed and not yet in the tree. */
  pending: number;
  lagSeconds: number;
  isPublic: boolean;
  witnesses: AttestorStatus[];
  timestamping: AttestorStatus | null;
  alarms: (LedgerAlarm & { acknowledgeable: boolean })[];
  version: number;
}

/** A witness that is asked every ten seconds is not behind because the log grew a moment ago. */
const GRACE_MS = 60_000;

/** The state of the log in one look: head, key, backlog, alarms, who vouches for it. */
@Injectable()
export class LogStatusService {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly keys: KeyRepository,
    private readonly attestors: AttestorRepository,
    private readonly logs: LogRepository,
    private readonly witnesses: WitnessService,
    private readonly timestamps: TimestampService,
    private readonly clock: Clock,
  ) {}

  async describe(ctx: RequestContext): Promise<LogStatus> {
    // Sent together: connections are pipelined.
    const [{ last, alarms }, key, backlog, states, settings] = await this.database.read(ctx, (tx) =>
      Promise.all([
        this.repository.state(tx),
        this.keys.current(tx),
        this.repository.backlog(tx),
        this.attestors.all(tx),
        this.logs.settings(tx),
      ]),
    );
    const now = this.clock.now();
    const waited = backlog.oldest ? now.getTime() - backlog.oldest.getTime() : 0;
    const all = withLag(alarms, backlog.oldest, now);
    const health = (id: string, name: string, url: string, graceMs: number): AttestorStatus =>
      statusOf(
        { name, url },
        states.find(({ attestor }) => attestor === id),
        last,
        now,
        graceMs,
      );
    const tsa = this.timestamps.attestor;
    return {
      ...headOf(last),
      keySince: last && key ? key.createdAt : null,
      pending: backlog.pending,
      lagSeconds: Math.max(0, Math.round(waited / 100) / 10),
      isPublic: settings.isPublic,
      witnesses: this.witnesses.attestors.map(({ id, everyMs, witness }) =>
        health(id, witness.name, witness.url, everyMs + GRACE_MS),
      ),
      timestamping: tsa && health(tsa.id, tsa.id, tsa.url, tsa.everyMs + GRACE_MS),
      alarms: all.map((alarm) => ({ ...alarm, acknowledgeable: isAcknowledgeable(alarm, all) })),
      version: settings.version,
    };
  }
}

type Head = Pick<LogStatus, 'origin' | 'size' | 'root' | 'vkey' | 'keyId' | 'checkpoint' | 'signedAt'>;

function headOf(last: StoredCheckpoint | null): Head {
  if (!last) {
    const nothing = { origin: null, vkey: null, keyId: null, checkpoint: null, signedAt: null };
    return { ...nothing, size: 0, root: rootHash([]) };
  }
  const { origin, size, root, vkey, keyId, note, signedAt } = last;
  return { origin, size, root, vkey, keyId, checkpoint: note, signedAt };
}

/** The worker raises the alarm of a lag, and it is just the worker that may be dead. */
function withLag(alarms: LedgerAlarm[], oldest: Date | null, now: Date): LedgerAlarm[] {
  const reason = lagAlarm(oldest, now);
  const known = alarms.some(({ kind, source }) => kind === 'lagging' && source === WATCH);
  return reason === null || known
    ? alarms
    : [...alarms, { kind: 'lagging', source: WATCH, reason, lost: null, raisedAt: now }];
}

function statusOf(
  who: { name: string; url: string },
  state: AttestorState | undefined,
  head: StoredCheckpoint | null,
  now: Date,
  graceMs: number,
): AttestorStatus {
  return {
    ...who,
    state: healthOf(state, head, now, graceMs),
    lastSize: state?.size || null,
    lastAttestedAt: state?.attestedAt ?? null,
    lastAttemptAt: state?.attemptedAt ?? null,
    lastError: state?.error ?? null,
  };
}

function healthOf(
  state: AttestorState | undefined,
  head: StoredCheckpoint | null,
  now: Date,
  graceMs: number,
): AttestorHealth {
  if (!head) return 'current';
  if (!state) return 'behind';
  if (state.conflict) return 'conflict';
  if (state.failures > 0) return 'failing';
  const fresh = state.attestedAt !== null && now.getTime() - state.attemptedAt.getTime() <= graceMs;
  return state.size >= head.size || fresh ? 'current' : 'behind';
}
