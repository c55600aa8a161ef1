import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  cursorTime,
  Database,
  decodeCursor,
  notFound,
  pageOf,
  type Page,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { Ledger, type LedgerCheckpoint } from '@divan/ledger';
import { z } from 'zod';
import { AuditReads } from './audit-reads';
import { eventReadAudit, eventsPulledAudit, eventsReadAudit } from './audit.events';
import { AuditReadModel, type AuditEventView, type AuditFilter } from './audit.read-model';
import { toStoredFilter } from './exports/export-filter';
import { AuditSearch } from './search/audit-search';
import { fitsFilter } from './search/audit-terms';

/** A stretch of the audit log in the order of its leaves. */
export interface AuditPull {
  items: AuditEventView[];
  /** Pass as `after` for what follows. */
  nextAfter: number;
  /** The newest head; null before the first. */
  checkpoint: LedgerCheckpoint | null;
}

// What one request with a filter looks through at most, and how much of it at a time.
const SIFTED_LEAVES = 20_000;
const WINDOW = 2_000;

const cursorSchema = z.object({ at: cursorTime, id: z.uuid() });

/** Reading the audit log. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly database: Database,
    private readonly readModel: AuditReadModel,
    private readonly search: AuditSearch,
    private readonly ledger: Ledger,
    private readonly reads: AuditReads,
  ) {}

  /** Newest first. */
  async list(ctx: RequestContext, filter: AuditFilter, limit: number, cursor?: string): Promise<Page<AuditEventView>> {
    const before = decodeCursor(cursor, cursorSchema);
    const rows = await this.database.read(ctx, (tx) => this.search.newest(tx, filter, limit + 1, before));
    // After reading, so that nobody's own look is the first thing they see.
    const stored = toStoredFilter(filter);
    await this.reads.record(ctx, eventsReadAudit, digest(stored), { object: theLog(ctx), detail: { filter: stored } });
    return pageOf(
      rows,
      limit,
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      (row) => row,
    );
  }

  /** @param after a leaf index; -1 starts */
  async pull(ctx: RequestContext, filter: AuditFilter, limit: number, after: number): Promise<AuditPull> {
    const pull = await this.read(ctx, filter, limit, after);
    // A copy that is up to date asks again and again, and gets what its asking left; that must come to an end.
    if (pull.items.length > 0) {
      const detail = { after, items: pull.items.length };
      await this.reads.record(ctx, eventsPulledAudit, '', { object: theLog(ctx), detail });
    }
    return pull;
  }

  private read(ctx: RequestContext, filter: AuditFilter, limit: number, after: number): Promise<AuditPull> {
    return this.database.read(ctx, async (tx) => {
      // The head first: whatever it covers is then among what is read.
      const checkpoint = await this.ledger.latestCheckpoint(tx);
      if (Object.values(filter).every((value) => value === undefined)) {
        const items = await this.readModel.pull(tx, limit, after);
        return { items, nextAfter: items.at(-1)?.leafIndex ?? after, checkpoint };
      }
      return { ...(await this.sift(tx, filter, limit, after)), checkpoint };
    });
  }

  /** Looks through the leaves in their order; after so many it lets the caller ask on, whether it found any or not. */
  private async sift(
    tx: Tx,
    filter: AuditFilter,
    limit: number,
    after: number,
  ): Promise<Omit<AuditPull, 'checkpoint'>> {
    const wanted = fitsFilter(filter);
    const end = Math.min(await this.readModel.treeSize(tx), after + 1 + SIFTED_LEAVES);
    const items: AuditEventView[] = [];
    for (let from = after + 1; from < end; from += WINDOW) {
      for (const event of await this.readModel.range(tx, from, Math.min(from + WINDOW, end))) {
        if (wanted(event)) items.push(event);
        if (items.length === limit) return { items, nextAfter: event.leafIndex! };
      }
    }
    return { items, nextAfter: Math.max(after, end - 1) };
  }

  async get(ctx: RequestContext, id: string): Promise<AuditEventView> {
    const event = await this.database.read(ctx, (tx) => this.readModel.one(tx, id));
    if (!event) throw notFound('audit event');
    await this.reads.record(ctx, eventReadAudit, id, { object: { type: 'audit-event', id }, detail: {} });
    return event;
  }
}

const theLog = (ctx: RequestContext): { type: string; id: string } => ({ type: 'audit-log', id: ctx.organizationId });

function digest(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

/** Reading both ways at once has no meaning. */
export function pullAndCursor(): AppError {
  return new AppError('audit.after_with_cursor', 400, 'Use either `after` or `cursor`.', {
    errors: [{ pointer: '?cursor', detail: 'cannot be combined with after' }],
  });
}
