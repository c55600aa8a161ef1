import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** A person of the public as a network names them. */
export interface Author {
  remoteId: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  profileUrl: string | null;
}

export interface IdentityRow extends Author {
  id: string;
  contactId: string;
}

const AUTHOR = `"remoteId" text, handle text, "displayName" text, "avatarUrl" text, "profileUrl" text`;
const COLUMNS = `id, contact_id AS "contactId", remote_id AS "remoteId", handle, display_name AS "displayName",
  avatar_url AS "avatarUrl", profile_url AS "profileUrl"`;

@Injectable()
export class IdentityRepository {
  findByRemoteIds(tx: Tx, network: string, remoteIds: string[]): Promise<IdentityRow[]> {
    return tx.query<IdentityRow>(
      `SELECT ${COLUMNS} FROM identities WHERE organization_id = $1 AND network = $2 AND remote_id = ANY($3)`,
      [tx.organizationId, network, remoteIds],
    );
  }

  /**
   * One statement for any number of people, each with a contact of their own.
   * @returns the ids of those inserted; who is missing was inserted by someone else meanwhile
   */
  async insertMany(tx: Tx, network: string, rows: IdentityRow[]): Promise<Set<string>> {
    // In one order everywhere, so that two channels of one network that meet the same people cannot deadlock.
    const ordered = [...rows].sort((a, b) => (a.remoteId < b.remoteId ? -1 : 1));
    const inserted = await tx.prepared<{ id: string }>(
      'contacts.insert-identities',
      `WITH person AS (
         SELECT * FROM json_to_recordset($3::json) AS p(id uuid, "contactId" uuid, ${AUTHOR})
       ), identity AS (
         INSERT INTO identities (id, organization_id, contact_id, network, remote_id, handle, display_name, avatar_url, profile_url)
         SELECT id, $1, "contactId", $2, "remoteId", handle, "displayName", "avatarUrl", "profileUrl" FROM person
         ON CONFLICT ON CONSTRAINT identities_remote_uq DO NOTHING
         RETURNING id, contact_id, display_name
       ), contact AS (
         INSERT INTO contacts (id, organization_id, display_name) SELECT contact_id, $1, display_name FROM identity
       )
       SELECT id FROM identity`,
      [tx.organizationId, network, JSON.stringify(ordered)],
    );
    return new Set(inserted.map((row) => row.id));
  }

  /** A contact that still carries the old name of the identity takes the new one; a name that a member gave stays. */
  async updateMany(tx: Tx, rows: IdentityRow[], now: Date): Promise<void> {
    const ordered = [...rows].sort((a, b) => (a.remoteId < b.remoteId ? -1 : 1));
    await tx.execute(
      `WITH person AS (
         SELECT p.*, i.display_name AS before
           FROM json_to_recordset($2::json) AS p(id uuid, "contactId" uuid, ${AUTHOR})
           JOIN identities i ON i.id = p.id AND i.organization_id = $1
          ORDER BY i.remote_id FOR UPDATE OF i
       ), renamed AS (
         UPDATE contacts c SET display_name = p."displayName" FROM person p
          WHERE c.id = p."contactId" AND c.organization_id = $1 AND c.display_name = p.before AND p.before <> p."displayName"
       )
       UPDATE identities i SET handle = p.handle, display_name = p."displayName", avatar_url = p."avatarUrl",
              profile_url = p."profileUrl", updated_at = $3
         FROM person p WHERE i.id = p.id AND i.organization_id = $1`,
      [tx.organizationId, JSON.stringify(ordered), now],
    );
  }
}
