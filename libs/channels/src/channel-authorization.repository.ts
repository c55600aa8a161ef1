import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface PendingAuthorization {
  id: string;
  network: string;
  sealed: string;
}

@Injectable()
export class ChannelAuthorizationRepository {
  async insert(
    tx: Tx,
    row: {
      id: string;
      stateHash: Buffer;
      actorId: string;
      network: string;
      sealed: string;
      expiresAt: Date;
      now: Date;
    },
  ): Promise<void> {
    await tx.execute('DELETE FROM channel_authorizations WHERE organization_id = $1 AND expires_at < $2', [
      tx.organizationId,
      row.now,
    ]);
    await tx.execute(
      `INSERT INTO channel_authorizations (id, organization_id, state_hash, actor_id, network, sealed, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [row.id, tx.organizationId, row.stateHash, row.actorId, row.network, row.sealed, row.expiresAt],
    );
  }

  /** Uses the state up: of any number of callers, one gets it. */
  async take(tx: Tx, stateHash: Buffer, actorId: string, now: Date): Promise<PendingAuthorization | null> {
    const rows = await tx.query<PendingAuthorization>(
      `DELETE FROM channel_authorizations WHERE organization_id = $1 AND state_hash = $2 AND actor_id = $3 AND expires_at > $4
       RETURNING id, network, sealed`,
      [tx.organizationId, stateHash, actorId, now],
    );
    return rows[0] ?? null;
  }
}
