import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { AuditReadModel, type AuditEventView, type AuditFilter, type AuditPosition } from '../audit.read-model';
import { AuditSearchRepository } from './audit-search.repository';
import { clausesOf, fits, termsOf, toTermQuery, type AuditClause } from './audit-terms';

interface Found {
  id: string;
  at: Date;
}

/** Finds audit events by any filter, newest first: from the index, and among what is too new to be in it. */
@Injectable()
export class AuditSearch {
  constructor(
    private readonly events: AuditReadModel,
    private readonly search: AuditSearchRepository,
  ) {}

  async newest(tx: Tx, filter: AuditFilter, limit: number, before?: AuditPosition): Promise<AuditEventView[]> {
    const clauses = clausesOf(filter);
    if (clauses.length === 0) return this.events.newest(tx, filter, limit, before);
    // The new ones first: what moves into the index meanwhile is then found twice, never not at all.
    const fresh = await this.fresh(tx, filter, clauses, limit, before);
    const indexed = await this.search.page(tx, toTermQuery(clauses), filter, before, limit);
    const found = new Map([...fresh, ...indexed].map((one) => [one.id, one]));
    const ids = [...found.values()].sort(newestFirst).slice(0, limit);
    return this.events.some(
      tx,
      ids.map(({ id }) => id),
    );
  }

  private async fresh(
    tx: Tx,
    filter: AuditFilter,
    clauses: readonly AuditClause[],
    limit: number,
    before?: AuditPosition,
  ): Promise<Found[]> {
    const found: Found[] = [];
    for await (const page of this.search.unindexed(tx, filter, before)) {
      for (const event of page) {
        if (fits(termsOf(event), clauses)) found.push({ id: event.id, at: event.occurredAt });
        if (found.length === limit) return found;
      }
    }
    return found;
  }
}

function newestFirst(a: Found, b: Found): number {
  return b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);
}
