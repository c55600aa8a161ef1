import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface Invitation {
  id: string;
  organizationId: string;
  memberId: string;
  email: string;
  /** A member's id, or what a command of the hosting administrator is called. */
  invitedBy: string;
  expiresAt: Date;
}

/** One that was found by a link, and whether by the mailed one: whoever has that reads mail at the address. */
export type FollowedInvitation = Invitation & { byMail: boolean };

export interface ListedInvitation {
  id: string;
  email: string;
  name: string;
  roles: string[];
  teamIds: string[];
  /** Null where no member invited. */
  inviterId: string | null;
  inviterName: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const COLUMNS = `i.id, i.organization_id AS "organizationId", i.member_id AS "memberId", i.email, i.invited_by AS "invitedBy",
  i.expires_at AS "expiresAt"`;
const OPEN = 'i.accepted_at IS NULL AND i.voided_at IS NULL AND i.expires_at >';

@Injectable()
export class InvitationRepository {
  async insert(
    tx: Tx,
    invitation: Invitation & { mailedTokenHash: Buffer; shownTokenHash: Buffer | null; createdAt: Date },
  ): Promise<void> {
    await tx.execute(
      `INSERT INTO invitations (id, organization_id, member_id, email, mailed_token_hash, shown_token_hash, invited_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        invitation.id,
        invitation.organizationId,
        invitation.memberId,
        invitation.email,
        invitation.mailedTokenHash,
        invitation.shownTokenHash,
        invitation.invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
      ],
    );
  }

  async findOpen(tx: Tx, tokenHash: Buffer, now: Date): Promise<FollowedInvitation | null> {
    const rows = await tx.query<FollowedInvitation>(
      `SELECT ${COLUMNS}, i.mailed_token_hash IS NOT DISTINCT FROM $1 AS "byMail"
         FROM invitations i WHERE (i.mailed_token_hash = $1 OR i.shown_token_hash = $1) AND ${OPEN} $2`,
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  async findOpenById(tx: Tx, id: string, now: Date): Promise<Invitation | null> {
    const rows = await tx.query<Invitation>(`SELECT ${COLUMNS} FROM invitations i WHERE i.id = $1 AND ${OPEN} $2`, [
      id,
      now,
    ]);
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

  /** Bounded: nobody looks through more, and they are gone after a week. */
  listOpen(tx: Tx, now: Date): Promise<ListedInvitation[]> {
    return tx.query<ListedInvitation>(
      `SELECT i.id, i.email, m.name, by.id AS "inviterId", by.name AS "inviterName", i.created_at AS "createdAt",
              i.expires_at AS "expiresAt",
              ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS roles,
              ARRAY(SELECT t.team_id::text FROM team_members t WHERE t.member_id = m.id ORDER BY t.team_id) AS "teamIds"
         FROM invitations i JOIN members m ON m.id = i.member_id LEFT JOIN members by ON by.id::text = i.invited_by
        WHERE i.organization_id = $1 AND ${OPEN} $2 AND m.state = 'invited' ORDER BY i.created_at DESC, i.id LIMIT 1000`,
      [tx.organizationId, now],
    );
  }

  /** The member whom an open invitation waits for. */
  async findOpenMember(tx: Tx, id: string, now: Date): Promise<string | null> {
    const [row] = await tx.query<{ memberId: string }>(
      `SELECT i.member_id AS "memberId" FROM invitations i JOIN members m ON m.id = i.member_id
        WHERE i.organization_id = $1 AND i.id = $2 AND ${OPEN} $3 AND m.state = 'invited'`,
      [tx.organizationId, id, now],
    );
    return row?.memberId ?? null;
  }
}
