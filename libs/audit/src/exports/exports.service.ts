import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  Clock,
  Database,
  DomainEvents,
  Jobs,
  newId,
  notFound,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { Ledger } from '@divan/ledger';
import type { AuditFilter } from '../audit.read-model';
import { Audit } from '../audit.service';
import {
  exportCancelledAudit,
  exportChanged,
  exportDownloadedAudit,
  exportRemovedAudit,
  exportRequestedAudit,
} from '../audit.events';
import type { ExportFormat } from './export-format';
import { EXPORT_JOB, LEASE_MS } from './export-job';
import { ExportRepository, type StoredExport } from './export.repository';
import { toStoredFilter } from './export-filter';

const MAX_UNFINISHED = 5;
const unpack = promisify(gunzip);

/** Exports of the audit log: asked for, watched, fetched, cancelled. A worker writes them. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly database: Database,
    private readonly repository: ExportRepository,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  request(ctx: RequestContext, format: ExportFormat, filter: AuditFilter): Promise<StoredExport> {
    return this.database.transaction(ctx, async (tx) => {
      if ((await this.repository.countUnfinished(tx)) >= MAX_UNFINISHED) throw tooMany();
      const head = await this.ledger.latestCheckpoint(tx);
      const id = newId();
      const createdAt = this.clock.now();
      const stored = toStoredFilter(filter);
      const treeSize = head?.size ?? 0;
      const checkpoint = head && {
        note: head.note,
        origin: head.origin,
        size: head.size,
        root: head.root.toString('base64'),
        vkey: head.vkey,
      };
      const createdBy = { createdById: ctx.actor.id, createdByName: ctx.actor.name };
      const leaseUntil = new Date(createdAt.getTime() + LEASE_MS);
      await this.repository.insert(
        tx,
        { id, format, filter: stored, treeSize, checkpoint, createdAt, ...createdBy },
        leaseUntil,
      );
      await this.audit.write(tx, ctx, exportRequestedAudit, {
        object: { type: 'audit-export', id },
        detail: { format, filter: stored, treeSize },
      });
      const { organizationId } = ctx;
      await this.jobs.add(tx, EXPORT_JOB, { organizationId, exportId: id }, { jobKey: `${EXPORT_JOB}:${id}` });
      return this.told(tx, ctx, (await this.repository.find(tx, id))!);
    });
  }

  list(ctx: RequestContext, limit: number, before: string | null): Promise<StoredExport[]> {
    return this.database.read(ctx, (tx) => this.repository.list(tx, limit, before));
  }

  async get(ctx: RequestContext, id: string): Promise<StoredExport> {
    return existing(await this.database.read(ctx, (tx) => this.repository.find(tx, id)));
  }

  /** Cancels what is not finished; removes what is. */
  async cancelOrRemove(ctx: RequestContext, id: string): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const found = existing(await this.repository.find(tx, id, 'FOR UPDATE'));
      const object = { type: 'audit-export', id };
      if (found.state !== 'queued' && found.state !== 'running') {
        await this.repository.remove(tx, id);
        await this.audit.write(tx, ctx, exportRemovedAudit, { object, detail: { expired: false } });
        return;
      }
      await this.repository.removeChunks(tx, id);
      const cancelled: StoredExport = { ...found, state: 'cancelled', finishedAt: this.clock.now() };
      await this.repository.save(tx, cancelled, this.clock.now());
      await this.audit.write(tx, ctx, exportCancelledAudit, { object, detail: { done: found.nextLeaf } });
      await this.told(tx, ctx, cancelled);
    });
  }

  /** The file, a chunk at a time, as fast as it is read. */
  async download(ctx: RequestContext, id: string): Promise<{ item: StoredExport; content: Readable }> {
    const item = await this.database.transaction(ctx, async (tx) => {
      const found = existing(await this.repository.find(tx, id));
      if (found.state !== 'done') throw notReady(found.state);
      const object = { type: 'audit-export', id };
      await this.audit.write(tx, ctx, exportDownloadedAudit, { object, detail: { sha256: found.sha256! } });
      return found;
    });
    return { item, content: Readable.from(this.content(ctx, item), { objectMode: false, highWaterMark: 64 * 1024 }) };
  }

  private async *content(ctx: RequestContext, { id, chunks }: StoredExport): AsyncGenerator<Buffer> {
    for (let position = 0; position < chunks; position += 1) {
      const chunk = await this.database.read(ctx, (tx) => this.repository.chunk(tx, id, position));
      // Removed under the reader: the answer breaks off short of its declared length.
      if (!chunk) throw notFound('export');
      yield await unpack(chunk);
    }
  }

  private async told(tx: Tx, ctx: RequestContext, item: StoredExport): Promise<StoredExport> {
    const { id, state, nextLeaf: done, treeSize: total } = item;
    await this.events.publish(tx, ctx, exportChanged, [{ id, state, done, total }]);
    return item;
  }
}

function existing(found: StoredExport | null): StoredExport {
  if (!found) throw notFound('export');
  return found;
}

function notReady(state: string): AppError {
  return new AppError('audit.export_not_ready', 409, `This export has no content: it is ${state}.`);
}

function tooMany(): AppError {
  return new AppError(
    'audit.too_many_exports',
    409,
    `${MAX_UNFINISHED} exports are being made already. Wait for one of them, or cancel it.`,
  );
}
