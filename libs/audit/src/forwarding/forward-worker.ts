import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, type RequestContext, type Tx } from '@divan/platform';
import { Ledger } from '@divan/ledger';
import { AuditReadModel } from '../audit.read-model';
import { Audit } from '../audit.service';
import { forwardingFailedAudit, forwardingRecoveredAudit } from '../audit.events';
import { ForwardError } from './forward-error';
import { ForwardSender } from './forward-sender';
import { ForwarderRepository, type StoredForwarder } from './forwarder.repository';

const BATCH_LEAVES = 500;
// Longer than any batch may take.
const LEASE_MS = 90_000;
const MAX_BACKOFF_MS = 5 * 60_000;
const MAX_ERROR = 500;

/** One turn: what was read under the lease, to be sent outside of any transaction. */
interface Turn {
  forwarder: StoredForwarder;
  to: number;
  events: Awaited<ReturnType<AuditReadModel['range']>>;
}

/**
 * Sends events in the order of their leaves, one worker at a time for each forwarder. The cursor moves after a batch was
 * received and never before: whatever is killed, nothing is left out, and the last batch may come twice.
 */
@Injectable()
export class ForwardWorker {
  constructor(
    private readonly database: Database,
    private readonly repository: ForwarderRepository,
    private readonly auditEvents: AuditReadModel,
    private readonly sender: ForwardSender,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Sends everything under the newest head. @returns when to come again, or null when the next head will say so */
  async forward(ctx: RequestContext, id: string, signal?: AbortSignal): Promise<Date | null> {
    const owner = newId();
    try {
      for (;;) {
        const turn = await this.database.transaction(ctx, (tx) => this.next(tx, id, owner));
        if (turn === null) return null;
        if (turn instanceof Date) return turn;
        const failure = await this.attempt(ctx, turn);
        const again = await this.database.transaction(ctx, (tx) => this.settle(tx, ctx, owner, turn, failure));
        if (again) return again;
        if (signal?.aborted) return this.clock.now();
      }
    } finally {
      await this.database.transaction(ctx, (tx) => this.repository.release(tx, id, owner));
    }
  }

  private async next(tx: Tx, id: string, owner: string): Promise<Turn | Date | null> {
    const now = this.clock.now();
    const forwarder = await this.repository.lease(tx, id, owner, now, new Date(now.getTime() + LEASE_MS));
    // Whoever has it may have looked for the last time just before what we were woken for.
    if (forwarder === 'busy') return new Date(now.getTime() + 1_000);
    if (forwarder === null) return null;
    if (forwarder.nextAttemptAt > now) return forwarder.nextAttemptAt;
    const size = (await this.ledger.latestCheckpoint(tx))?.size ?? 0;
    const to = Math.min(forwarder.nextLeaf + BATCH_LEAVES, size);
    if (to <= forwarder.nextLeaf) return null;
    return { forwarder, to, events: await this.auditEvents.range(tx, forwarder.nextLeaf, to) };
  }

  private async attempt(ctx: RequestContext, { forwarder, events }: Turn): Promise<ForwardError | null> {
    if (events.length === 0) return null;
    try {
      await this.sender.send(ctx.organizationId, forwarder, events);
      return null;
    } catch (error) {
      return error instanceof ForwardError
        ? error
        : new ForwardError(error instanceof Error ? error.message : String(error));
    }
  }

  private async settle(
    tx: Tx,
    ctx: RequestContext,
    owner: string,
    { forwarder, to, events }: Turn,
    failure: ForwardError | null,
  ): Promise<Date | null> {
    const { id, failingSince } = forwarder;
    const now = this.clock.now();
    const object = { type: 'audit-forwarder', id };
    if (failure) {
      const failures = forwarder.failures + 1;
      const nextAttemptAt = new Date(now.getTime() + backoff(failures, failure.retryAfterSeconds));
      const lastError = failure.message.slice(0, MAX_ERROR);
      const progress = { ...forwarder, failures, nextAttemptAt, lastError, failingSince: failingSince ?? now };
      if (await this.repository.saveProgress(tx, id, owner, progress)) {
        if (!failingSince)
          await this.audit.write(tx, ctx, forwardingFailedAudit, {
            object,
            outcome: 'failure',
            detail: { error: lastError },
          });
      }
      return nextAttemptAt;
    }
    // Nothing was sent, so nothing is known of the receiver.
    if (events.length === 0) {
      await this.repository.saveProgress(tx, id, owner, { ...forwarder, nextLeaf: to });
      return null;
    }
    const healthy = { lastForwardedAt: now, lastError: null, failingSince: null, failures: 0, nextAttemptAt: now };
    const saved = await this.repository.saveProgress(tx, id, owner, { ...healthy, nextLeaf: to });
    if (saved && failingSince)
      await this.audit.write(tx, ctx, forwardingRecoveredAudit, {
        object,
        detail: { failingSince: failingSince.toISOString() },
      });
    return null;
  }
}

/** Doubling from a second to five minutes, with a fifth of chance, so that many do not come back at the same moment. */
function backoff(failures: number, retryAfterSeconds: number): number {
  const wait = Math.min(MAX_BACKOFF_MS, 500 * 2 ** Math.min(failures, 20));
  return Math.max(retryAfterSeconds * 1_000, wait * (0.9 + Math.random() * 0.2));
}
