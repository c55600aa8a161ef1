import { Audit } from '@divan/audit';
import { Ledger, type LedgerCheckpoint } from '@divan/ledger';
import { Injectable } from '@nestjs/common';
import { AppError, Database, notFound, type RequestContext } from '@divan/platform';
import { payloadReadAudit, recordReadAudit, recordsListedAudit, recordsPulledAudit } from './archive.events';
import type { StoredRecord } from './record';
import { RecordReadModel } from './record.read-model';

/** Leaves that one page covers at most, records or not: bounds the answer where little of the log is records. */
const RANGE_MAX = 4096;

export interface PulledPage {
  items: StoredRecord[];
  /** The last leaf that this page covers: the next page's `after`. */
  nextAfter: number;
  /** Hashes of all leaves `from`…`to`, both included; none when `to < from`. */
  leafHashes: { from: number; to: number; hashes: Uint8Array[] };
  /** Covers the page; null before anything was signed. */
  checkpoint: LedgerCheckpoint | null;
}

@Injectable()
export class ArchiveService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly ledger: Ledger,
    private readonly records: RecordReadModel,
  ) {}

  /**
   * Records by leaf index with the hashes of every leaf between, so that who holds all pages recomputes the checkpoint's
   * root: equal root, nothing missing. Nothing beyond the checkpoint is shown; what is below it never changes.
   * @param after the last leaf already held; -1 begins
   */
  async pullRecords(ctx: RequestContext, after: number, limit: number): Promise<PulledPage> {
    return this.database.transaction(ctx, async (tx) => {
      const checkpoint = await this.ledger.latestCheckpoint(tx);
      const from = after + 1;
      const end = Math.min(checkpoint?.size ?? 0, from + RANGE_MAX) - 1;
      if (end < from) return { items: [], nextAfter: after, leafHashes: { from, to: after, hashes: [] }, checkpoint };
      const rows = await this.records.range(tx, from, end, limit + 1);
      const items = rows.slice(0, limit);
      const to = rows.length > limit ? items.at(-1)!.leafIndex : end;
      const hashes = await this.ledger.leafHashes(tx, from, to + 1);
      // A page without records discloses nothing; recording it would make a client that waits for news produce them.
      if (items.length > 0) {
        const detail = { from, to, records: items.length };
        await this.audit.write(tx, ctx, recordsPulledAudit, {
          object: { type: 'records', id: `${from}-${to}` },
          detail,
        });
      }
      return { items, nextAfter: to, leafHashes: { from, to, hashes }, checkpoint };
    });
  }

  /** For the screen. */
  async listRecords(ctx: RequestContext, before: number | null, limit: number): Promise<StoredRecord[]> {
    return this.database.transaction(ctx, async (tx) => {
      const items = await this.records.newest(tx, before, limit);
      const detail = { records: items.length };
      await this.audit.write(tx, ctx, recordsListedAudit, {
        object: { type: 'records', id: `before ${before ?? 'now'}` },
        detail,
      });
      return items;
    });
  }

  async getRecord(ctx: RequestContext, id: string): Promise<StoredRecord> {
    return this.database.transaction(ctx, async (tx) => {
      const record = await this.records.find(tx, id);
      if (!record) throw notFound('record');
      await this.audit.write(tx, ctx, recordReadAudit, {
        object: { type: 'record', id },
        detail: { class: record.class },
      });
      return record;
    });
  }

  /** Exactly what the network sent. */
  async readPayload(ctx: RequestContext, id: string): Promise<{ bytes: Buffer; mediaType: string }> {
    return this.database.transaction(ctx, async (tx) => {
      const payload = await this.records.payload(tx, id);
      if (payload === undefined) throw notFound('record');
      if (payload === null)
        throw new AppError(
          'archive.content_erased',
          410,
          'The content of this record was destroyed; the log still shows that it was.',
        );
      await this.audit.write(tx, ctx, payloadReadAudit, {
        object: { type: 'record', id },
        detail: { bytes: payload.bytes.length },
      });
      return payload;
    });
  }
}
