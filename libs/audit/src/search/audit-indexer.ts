import { Injectable } from '@nestjs/common';
import { Database, type RequestContext, type Tx } from '@divan/platform';
import { AuditReadModel, type AuditEventView } from '../audit.read-model';
import { AuditSearchRepository, type SearchBucket } from './audit-search.repository';
import { termsOf, toTermVector } from './audit-terms';

const BATCH_LEAVES = 1_000;
/** A search for something common reads at most about this many index entries for a page. */
const BUCKET_EVENTS = 16_384;

/** Brings the search index up to the log, in the order of leaves. Any number may run; they take turns. */
@Injectable()
export class AuditIndexer {
  constructor(
    private readonly database: Database,
    private readonly search: AuditSearchRepository,
    private readonly events: AuditReadModel,
  ) {}

  /** @returns how many events were added */
  async index(ctx: RequestContext, signal?: AbortSignal): Promise<number> {
    let added = 0;
    for (;;) {
      const batch = await this.database.transaction(ctx, (tx) => this.indexBatch(tx));
      added += batch.added;
      if (batch.leaves < BATCH_LEAVES || signal?.aborted) return added;
    }
  }

  private async indexBatch(tx: Tx): Promise<{ leaves: number; added: number }> {
    const from = await this.search.lockProgress(tx);
    const to = Math.min(from + BATCH_LEAVES, await this.events.treeSize(tx));
    if (to <= from) return { leaves: 0, added: 0 };
    const events = await this.events.range(tx, from, to);
    if (events.length > 0) await this.add(tx, events);
    await this.search.saveProgress(tx, to);
    return { leaves: to - from, added: events.length };
  }

  private async add(tx: Tx, events: readonly AuditEventView[]): Promise<void> {
    const buckets = await this.openBuckets(tx, events);
    const touched = new Set<SearchBucket>();
    const rows = events.map((event) => {
      const bucket = bucketOf(buckets, event.occurredAt);
      bucket.events += 1;
      if (event.occurredAt > bucket.latestAt) bucket.latestAt = event.occurredAt;
      touched.add(bucket);
      return { eventId: event.id, occurredAt: event.occurredAt, terms: toTermVector(termsOf(event), bucket.id) };
    });
    const newest = buckets.at(-1)!;
    if (newest.events >= BUCKET_EVENTS) newest.endsAt = new Date(newest.latestAt.getTime() + 1);
    for (const bucket of touched) await this.search.saveBucket(tx, bucket);
    await this.search.insert(tx, rows);
  }

  private async openBuckets(tx: Tx, events: readonly AuditEventView[]): Promise<SearchBucket[]> {
    const earliest = events.reduce(
      (least, { occurredAt }) => (occurredAt < least ? occurredAt : least),
      new Date(8.64e15),
    );
    const buckets = await this.search.buckets(tx, earliest);
    if (buckets.at(-1)?.endsAt !== null) buckets.push(await this.search.addBucket(tx));
    return buckets;
  }
}

function bucketOf(buckets: readonly SearchBucket[], at: Date): SearchBucket {
  // Nearly always the newest one.
  return buckets.findLast(({ beginsAt }) => beginsAt === null || at >= beginsAt)!;
}
