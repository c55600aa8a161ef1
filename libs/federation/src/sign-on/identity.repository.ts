import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** Which member somebody at a provider is. The name space is the provider and its issuer (ASVS 6.8.1). */
export interface FederatedIdentity {
  providerId: string;
  issuer: string;
  subject: string;
  memberId: string;
}

@Injectable()
export class IdentityRepository {
  async find(tx: Tx, providerId: string, issuer: string, subject: string): Promise<FederatedIdentity | null> {
    const [row] = await tx.query<FederatedIdentity>(
      `SELECT provider_id AS "providerId", issuer, subject, member_id AS "memberId" FROM federated_identities
        WHERE provider_id = $1 AND issuer = $2 AND subject = $3`,
      [providerId, issuer, subject],
    );
    return row ?? null;
  }

  /** @returns false when the member is somebody else at this provider already */
  async link(tx: Tx, { providerId, issuer, subject, memberId }: FederatedIdentity, now: Date): Promise<boolean> {
    const linked = await tx.execute(
      `INSERT INTO federated_identities (organization_id, provider_id, issuer, subject, member_id, linked_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [tx.organizationId, providerId, issuer, subject, memberId, now],
    );
    return linked === 1;
  }

  async removeOfProvider(tx: Tx, providerId: string): Promise<void> {
    await tx.execute('DELETE FROM federated_identities WHERE provider_id = $1', [providerId]);
  }

  /** @returns the providers at which the member was known */
  async removeOfMember(tx: Tx, memberId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'DELETE FROM federated_identities WHERE member_id = $1 RETURNING provider_id AS id',
      [memberId],
    );
    return rows.map(({ id }) => id);
  }
}
