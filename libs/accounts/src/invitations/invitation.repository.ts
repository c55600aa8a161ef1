import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface Invitation {
  id: string;
  organizationId: string;
  memberId: string;
  email: string;
  expiresAt: Date;
}

@Injectable()
export class InvitationRepository {
  async insert(
    tx: Tx,
    invitation: Invitation & { tokenHash: Buffer; invitedBy: string; createdAt: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO invitations (id, organization_id, member_id, email, token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        invitation.id,
        invitation.organizationId,
        invitation.memberId,
        invitation.email,
        invitation.tokenHash,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
      ],
    );
  }

  async findOpen(tx: Tx, tokenHash: Buffer, now: Date): Promise<Invitation | null> {
    const rows = await tx.query<Invitation>(
      `SELECT id, organization_id AS "organizationId", member_id AS "memberId", email, expires_at AS "expiresAt"
         FROM invitations WHERE token_hash = $1 AND accepted_at IS NULL AND voided_at IS NULL AND expires_at > $2`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  /** @returns true for exactly one caller, however many try at once */
  async claim(tx: Tx, id: string, now: Date): Promise<boolean> {
    const claimed = await tx.execute(
      'UPDATE invitations SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL AND voided_at IS NULL AND expires_at > $2',
      [id, now],
    );
    return claimed === 1;
  }

  async voidOpen(tx: Tx, memberId: string, now: Date): Promise<void> {
    await tx.execute(
      'UPDATE invitations SET voided_at = $2 WHERE member_id = $1 AND accepted_at IS NULL AND voided_at IS NULL',
      [memberId, now],
    );
  }
}
