import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface StoredForwarder {
  id: string;
  name: string;
  url: string;
  sealedAuthorization: string | null;
  caCertificate: string | null;
  paused: boolean;
  nextLeaf: number;
  lastForwardedAt: Date | null;
  lastError: string | null;
  failingSince: Date | null;
  failures: number;
  nextAttemptAt: Date;
  version: number;
}

/** What people say about a forwarder. */
export type ForwarderSettings = Pick<
  StoredForwarder,
  'name' | 'url' | 'sealedAuthorization' | 'caCertificate' | 'paused'
>;

/** How its last try went. */
export type ForwarderProgress = Pick<
  StoredForwarder,
  'nextLeaf' | 'lastForwardedAt' | 'lastError' | 'failingSince' | 'failures' | 'nextAttemptAt'
>;

type Row = Omit<StoredForwarder, 'nextLeaf'> & { nextLeaf: string };

const FORWARDER = `id, name, url, sealed_authorization AS "sealedAuthorization", ca_certificate AS "caCertificate", paused,
  next_leaf AS "nextLeaf", last_forwarded_at AS "lastForwardedAt", last_error AS "lastError", failing_since AS "failingSince",
  failures, next_attempt_at AS "nextAttemptAt", version`;

/** Where an organization's audit events are sent, and how far that has got. */
@Injectable()
export class ForwarderRepository {
  async insert(tx: Tx, id: string, item: ForwarderSettings, nextLeaf: number, now: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO audit_forwarders (organization_id, id, name, url, sealed_authorization, ca_certificate, paused, next_leaf,
                                     next_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
      [
        tx.organizationId,
        id,
        item.name,
        item.url,
        item.sealedAuthorization,
        item.caCertificate,
        item.paused,
        nextLeaf,
        now,
      ],
    );
  }

  async list(tx: Tx): Promise<StoredForwarder[]> {
    const rows = await tx.query<Row>(
      `SELECT ${FORWARDER} FROM audit_forwarders WHERE organization_id = $1 ORDER BY id`,
      [tx.organizationId],
    );
    return rows.map(toForwarder);
  }

  /** Whoever adds one counts in turn, so that many at once cannot all be the last that is allowed. */
  async takeTurns(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit-forwarders:' || $1, 0))`, [tx.organizationId]);
  }

  async find(tx: Tx, id: string, lock: '' | 'FOR UPDATE' = ''): Promise<StoredForwarder | null> {
    const [row] = await tx.query<Row>(
      `SELECT ${FORWARDER} FROM audit_forwarders WHERE organization_id = $1 AND id = $2 ${lock}`,
      [tx.organizationId, id],
    );
    return row ? toForwarder(row) : null;
  }

  /** A change starts anew: what failed before is tried at once. */
  async change(tx: Tx, id: string, item: ForwarderSettings, now: Date): Promise<void> {
    await tx.execute(
      `UPDATE audit_forwarders SET name = $3, url = $4, sealed_authorization = $5, ca_certificate = $6, paused = $7,
              failures = 0, next_attempt_at = $8, version = version + 1
        WHERE organization_id = $1 AND id = $2`,
      [tx.organizationId, id, item.name, item.url, item.sealedAuthorization, item.caCertificate, item.paused, now],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM audit_forwarders WHERE organization_id = $1 AND id = $2', [tx.organizationId, id]);
  }

  /** Takes or keeps the lease. @returns null when it is paused or gone, 'busy' when somebody else has it */
  async lease(tx: Tx, id: string, owner: string, now: Date, until: Date): Promise<StoredForwarder | 'busy' | null> {
    const [row] = await tx.query<Row>(
      `UPDATE audit_forwarders SET lease_owner = $3, lease_until = $5
        WHERE organization_id = $1 AND id = $2 AND NOT paused AND (lease_owner = $3 OR lease_until < $4)
       RETURNING ${FORWARDER}`,
      [tx.organizationId, id, owner, now, until],
    );
    if (row) return toForwarder(row);
    const found = await this.find(tx, id);
    return found && !found.paused ? 'busy' : null;
  }

  async release(tx: Tx, id: string, owner: string): Promise<void> {
    await tx.execute(
      `UPDATE audit_forwarders SET lease_owner = NULL, lease_until = '-infinity'
        WHERE organization_id = $1 AND id = $2 AND lease_owner = $3`,
      [tx.organizationId, id, owner],
    );
  }

  /** @returns false when the lease is lost: another has taken over and says how far it got */
  async saveProgress(tx: Tx, id: string, owner: string, item: ForwarderProgress): Promise<boolean> {
    const count = await tx.execute(
      `UPDATE audit_forwarders SET next_leaf = $4, last_forwarded_at = $5, last_error = $6, failing_since = $7, failures = $8,
              next_attempt_at = $9
        WHERE organization_id = $1 AND id = $2 AND lease_owner = $3`,
      [
        tx.organizationId,
        id,
        owner,
        item.nextLeaf,
        item.lastForwardedAt,
        item.lastError,
        item.failingSince,
        item.failures,
        item.nextAttemptAt,
      ],
    );
    return count > 0;
  }

  /** Across organizations, only inside `Database.system`: those whose worker died, and those that are due again. */
  neglected(tx: Tx, now: Date): Promise<{ organizationId: string; id: string }[]> {
    return tx.query(
      `SELECT organization_id AS "organizationId", id FROM audit_forwarders
        WHERE NOT paused AND lease_until < $1 AND next_attempt_at < $1 AND (lease_owner IS NOT NULL OR failing_since IS NOT NULL)`,
      [now],
    );
  }
}

function toForwarder(row: Row): StoredForwarder {
  return { ...row, nextLeaf: Number(row.nextLeaf) };
}
