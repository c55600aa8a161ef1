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
import { AuditReadModel, type AuditEventView, type AuditFilter } from './audit.read-model';
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
  ) {}

  /** Newest first. */
  async list(ctx: RequestContext, filter: AuditFilter, limit: number, cursor?: string): Promise<Page<AuditEventView>> {
    const before = decodeCursor(cursor, cursorSchema);
    const rows = await this.database.read(ctx, (tx) => this.search.newest(tx, filter, limit + 1, before));
    return pageOf(
      rows,
      limit,
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      (row) => row,
    );
  }

  /** @param after a leaf index; -1 starts */
  pull(ctx: RequestContext, filter: AuditFilter, limit: number, after: number): Promise<AuditPull> {
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
    return event;
  }
}

/** Reading both ways at once has no meaning. */
export function pullAndCursor(): AppError {
  return new AppError('audit.after_with_cursor', 400, 'Use either `after` or `cursor`.', {
    errors: [{ pointer: '?cursor', detail: 'cannot be combined with after' }],
  });
}
