import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export interface InactiveMember {
  id: string;
  name: string;
  email: string;
  locale: string;
  /** Sign-in, use of a session, becoming active: whatever was last. */
  lastUsedAt: Date;
}

const LAST_USE = 'greatest(m.last_active_at, m.active_since, m.joined_at, m.created_at)';

const INACTIVE = `
  SELECT m.id, m.name, a.email, a.locale, ${LAST_USE} AS "lastUsedAt"
    FROM members m JOIN accounts a ON a.id = m.account_id
   WHERE m.organization_id = $1 AND m.state = 'active' AND m.kind = 'person' AND ${LAST_USE} < $2`;

@Injectable()
export class InactivityRepository {
  /** Unused since before `before`, and not told so since the last use. */
  toWarn(tx: Tx, before: Date, butNot: string | null): Promise<InactiveMember[]> {
    return tx.query<InactiveMember>(
      `${INACTIVE} AND (m.inactivity_warned_at IS NULL OR m.inactivity_warned_at < ${LAST_USE})
         AND m.id IS DISTINCT FROM $3::uuid ORDER BY m.id`,
      [tx.organizationId, before, butNot],
    );
  }

  async warned(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
    await tx.execute('UPDATE members SET inactivity_warned_at = $2 WHERE id = ANY($1::uuid[])', [ids, at]);
  }

  /** Unused since before `before`, and told so before `warnedBefore`; the longest unused first. */
  toDisable(tx: Tx, before: Date, warnedBefore: Date, butNot: string | null): Promise<InactiveMember[]> {
    return tx.query<InactiveMember>(
      `${INACTIVE} AND m.inactivity_warned_at <= $3 AND m.inactivity_warned_at > ${LAST_USE}
         AND m.id IS DISTINCT FROM $4::uuid ORDER BY ${LAST_USE}, m.id`,
      [tx.organizationId, before, warnedBefore, butNot],
    );
  }

  /** Holds the member and looks again: a sign-in may have come first. */
  async isStillInactive(tx: Tx, id: string, before: Date): Promise<boolean> {
    const rows = await tx.query(`${INACTIVE} AND m.id = $3 FOR UPDATE OF m`, [tx.organizationId, before, id]);
    return rows.length > 0;
  }
}
