import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, DomainEvents, type RequestContext, type Tx } from '@divan/platform';
import { Ledger } from '@divan/ledger';
import { AuditReadModel } from '../audit.read-model';
import { Audit } from '../audit.service';
import { exportChanged, exportFailedAudit, exportFinishedAudit } from '../audit.events';
import { fitsFilter } from '../search/audit-terms';
import { fromStoredFilter } from './export-filter';
import { formatStretch } from './export-format';
import { LEASE_MS } from './export-job';
import { ExportRepository, type StoredExport } from './export.repository';

const STRETCH_LEAVES = 1_000;
const KEPT_MS = 7 * 86_400_000;
const MAX_FAILURES = 8;
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** What is written so far, with its running hash, which cannot be stored. */
interface Written {
  chunks: number;
  hash: Hash;
}

/**
 * Writes exports, a stretch of leaves in each transaction: chunk and cursor move together, so that whoever is killed
 * leaves neither a gap nor a repetition, and the next one goes on where the last stopped.
 */
@Injectable()
export class ExportWriter {
  private readonly logger = new Logger(ExportWriter.name);

  constructor(
    private readonly database: Database,
    private readonly repository: ExportRepository,
    private readonly auditEvents: AuditReadModel,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** @returns when to try again, or null when there is nothing more to do */
  async write(ctx: RequestContext, id: string, signal?: AbortSignal): Promise<Date | null> {
    try {
      const written = await this.writtenSoFar(ctx, id);
      while (await this.database.transaction(ctx, (tx) => this.writeStretch(tx, ctx, id, written))) {
        if (signal?.aborted) return this.clock.now();
      }
      return null;
    } catch (error) {
      this.logger.error({ err: error, exportId: id }, 'Writing an export failed.');
      return this.database.transaction(ctx, (tx) => this.failed(tx, ctx, id));
    }
  }

  /** What an earlier run left behind, hashed again. */
  private async writtenSoFar(ctx: RequestContext, id: string): Promise<Written> {
    const hash = createHash('sha256');
    const { chunks } = (await this.database.read(ctx, (tx) => this.repository.find(tx, id))) ?? { chunks: 0 };
    for (let position = 0; position < chunks; position += 1) {
      const chunk = await this.database.read(ctx, (tx) => this.repository.chunk(tx, id, position));
      if (chunk) hash.update(await unpack(chunk));
    }
    return { chunks, hash };
  }

  /** @returns whether there is more */
  private async writeStretch(tx: Tx, ctx: RequestContext, id: string, written: Written): Promise<boolean> {
    const item = await this.repository.find(tx, id, 'FOR UPDATE');
    if (!item || (item.state !== 'queued' && item.state !== 'running')) return false;
    // Somebody else goes on with it; their hash is right and ours no longer is.
    if (item.chunks !== written.chunks) return false;
    const text = await this.stretch(tx, item);
    const bytes = Buffer.from(text.content);
    await this.repository.addChunk(tx, id, item.chunks, await pack(bytes));
    written.hash.update(bytes);
    written.chunks += 1;
    const last = text.to === item.treeSize;
    const next: StoredExport = {
      ...item,
      state: 'running',
      nextLeaf: text.to,
      chunks: item.chunks + 1,
      rows: item.rows + text.rows,
      bytes: item.bytes + bytes.length,
      failures: 0,
      error: null,
    };
    await this.save(tx, ctx, last ? await this.finish(tx, ctx, next, written.hash.copy().digest('hex')) : next);
    return !last;
  }

  private async stretch(tx: Tx, item: StoredExport): Promise<{ content: string; rows: number; to: number }> {
    const from = item.nextLeaf;
    const to = Math.min(from + STRETCH_LEAVES, item.treeSize);
    const all = await this.auditEvents.range(tx, from, to);
    const events = all.filter(fitsFilter(fromStoredFilter(item.filter)));
    const leafHashes = item.format === 'ndjson' ? await this.ledger.leafHashes(tx, from, to) : [];
    const everything = Object.keys(item.filter).length === 0;
    const end = to === item.treeSize ? { checkpoint: item.checkpoint } : {};
    const content = formatStretch(item.format, {
      from,
      to,
      events,
      leafHashes,
      first: item.chunks === 0,
      everything,
      ...end,
    });
    return { content, rows: events.length, to };
  }

  private async finish(tx: Tx, ctx: RequestContext, item: StoredExport, sha256: string): Promise<StoredExport> {
    const now = this.clock.now();
    const { rows, bytes, treeSize } = item;
    await this.audit.write(tx, ctx, exportFinishedAudit, {
      object: { type: 'audit-export', id: item.id },
      detail: { rows, bytes, sha256, treeSize },
    });
    return { ...item, state: 'done', sha256, finishedAt: now, expiresAt: new Date(now.getTime() + KEPT_MS) };
  }

  private async failed(tx: Tx, ctx: RequestContext, id: string): Promise<Date | null> {
    const item = await this.repository.find(tx, id, 'FOR UPDATE');
    if (!item || (item.state !== 'queued' && item.state !== 'running')) return null;
    const now = this.clock.now();
    const failures = item.failures + 1;
    const error = 'Reading the log failed. Ask for the export again; if that fails too, see the log of the worker.';
    if (failures < MAX_FAILURES) {
      const again = new Date(now.getTime() + Math.min(60_000, 500 * 2 ** failures));
      await this.repository.save(tx, { ...item, failures }, new Date(again.getTime() + LEASE_MS));
      return again;
    }
    const expiresAt = new Date(now.getTime() + KEPT_MS);
    await this.repository.removeChunks(tx, id);
    const object = { type: 'audit-export', id };
    await this.audit.write(tx, ctx, exportFailedAudit, { object, outcome: 'failure', detail: { error } });
    await this.save(tx, ctx, { ...item, failures, state: 'failed', error, finishedAt: now, expiresAt });
    return null;
  }

  private async save(tx: Tx, ctx: RequestContext, item: StoredExport): Promise<void> {
    await this.repository.save(tx, item, new Date(this.clock.now().getTime() + LEASE_MS));
    const { id, state, nextLeaf: done, treeSize: total } = item;
    await this.events.publish(tx, ctx, exportChanged, [{ id, state, done, total }]);
  }
}
