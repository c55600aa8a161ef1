import { Injectable } from '@nestjs/common';
import { Clock, newId, type RequestContext, type Tx } from '@divan/platform';
import { IdentityRepository, type Author, type IdentityRow } from './identity.repository';

export interface KnownIdentity {
  identityId: string;
  contactId: string;
}

/** Knows the people of the public by what their networks call them. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds or makes the identity and the contact of each author, in at most four statements for any number of them.
   * @returns by the author's remote id
   */
  async upsertIdentities(
    tx: Tx,
    _ctx: RequestContext,
    network: string,
    authors: readonly Author[],
  ): Promise<Map<string, KnownIdentity>> {
    const latest = new Map(authors.map((author) => [author.remoteId, author]));
    const remoteIds = [...latest.keys()];
    if (remoteIds.length === 0) return new Map();
    const known = await this.identities.findByRemoteIds(tx, network, remoteIds);
    const changed = known.flatMap((row) => {
      const author = latest.get(row.remoteId);
      return author && differs(row, author) ? [toRow(row.id, row.contactId, author)] : [];
    });
    if (changed.length > 0) await this.identities.updateMany(tx, changed, this.clock.now());
    const found = new Map(known.map((row) => [row.remoteId, { identityId: row.id, contactId: row.contactId }]));
    const missing = [...latest.values()].filter((author) => !found.has(author.remoteId));
    await this.add(tx, network, missing, found);
    return found;
  }

  private async add(tx: Tx, network: string, authors: Author[], found: Map<string, KnownIdentity>): Promise<void> {
    if (authors.length === 0) return;
    const rows = authors.map((author) => toRow(newId(), newId(), author));
    const inserted = await this.identities.insertMany(tx, network, rows);
    for (const row of rows)
      if (inserted.has(row.id)) found.set(row.remoteId, { identityId: row.id, contactId: row.contactId });
    const lost = rows.filter((row) => !inserted.has(row.id)).map((row) => row.remoteId);
    if (lost.length === 0) return;
    for (const row of await this.identities.findByRemoteIds(tx, network, lost)) {
      found.set(row.remoteId, { identityId: row.id, contactId: row.contactId });
    }
  }
}

function toRow(id: string, contactId: string, author: Author): IdentityRow {
  const { remoteId, handle, displayName, avatarUrl, profileUrl } = author;
  return { id, contactId, remoteId, handle, displayName: displayName || handle, avatarUrl, profileUrl };
}

function differs(row: IdentityRow, author: Author): boolean {
  return (
    row.handle !== author.handle ||
    row.displayName !== (author.displayName || author.handle) ||
    row.avatarUrl !== author.avatarUrl ||
    row.profileUrl !== author.profileUrl
  );
}
