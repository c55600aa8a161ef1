import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { EndReason } from '../auth.events';

/** One sign-in on one device, until it is ended, expires or is not used for too long. */
export interface Session {
  id: string;
  organizationId: string;
  accountId: string;
  memberId: string;
  methods: string[];
  /** With a passkey, or through an identity provider that vouches for as much. */
  phishingResistant: boolean;
  /** The identity provider that vouched for the member. */
  providerId: string | null;
  /** When a second factor was last given: at sign-in, or at a step-up since; `UNSAID` where nobody tells. */
  secondFactorAt: Date;
  /** Whether that was the account's own, and not a provider's word for one. */
  secondFactorOwn: boolean;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  noticeAcknowledgedAt: Date | null;
  address: string | null;
  userAgent: string | null;
}

/** An identity provider that does not say when: long enough ago for its word to be no fresh second factor. */
export const UNSAID = new Date(0);

export interface RefreshToken {
  organizationId: string;
  sessionId: string;
  memberId: string;
  rotatedAt: Date | null;
  rotatedBy: Buffer | null;
}

/** Sessions of the transaction's organization: all that fit everything that is given, and all of them for nothing. */
export interface WhichSessions {
  id?: string;
  ids?: readonly string[];
  memberId?: string;
  providerId?: string;
  /** One that goes on. */
  butNot?: string | null;
}

/** Every process hears here that a session ended (`session:<id>`), a member's rights (`member:<id>`) or a policy changed (`organization:<id>`). */
export const SESSIONS_CHANNEL = 'divan_sessions';

const COLUMNS = `id, organization_id AS "organizationId", account_id AS "accountId", member_id AS "memberId", methods,
  phishing_resistant AS "phishingResistant", notice_acknowledged_at AS "noticeAcknowledgedAt",
  provider_id AS "providerId", second_factor_own AS "secondFactorOwn",
  second_factor_at AS "secondFactorAt", created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt", ended_at AS "endedAt", address, user_agent AS "userAgent"`;

@Injectable()
export class SessionRepository {
  async insert(tx: Tx, session: Session): Promise<void> {
    await tx.execute(
      `INSERT INTO sessions (id, organization_id, account_id, member_id, methods, second_factor_at, created_at, last_used_at, expires_at, address, user_agent,
         phishing_resistant, provider_id, second_factor_own)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        session.id,
        session.organizationId,
        session.accountId,
        session.memberId,
        session.methods,
        session.secondFactorAt,
        session.createdAt,
        session.lastUsedAt,
        session.expiresAt,
        session.address,
        session.userAgent,
        session.phishingResistant,
        session.providerId,
        session.secondFactorOwn,
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<Session | null> {
    return (await tx.query<Session>(`SELECT ${COLUMNS} FROM sessions WHERE id = $1`, [id]))[0] ?? null;
  }

  async lock(tx: Tx, id: string): Promise<Session | null> {
    return (await tx.query<Session>(`SELECT ${COLUMNS} FROM sessions WHERE id = $1 FOR UPDATE`, [id]))[0] ?? null;
  }

  openOf(tx: Tx, memberId: string, now: Date, usedSince: Date): Promise<Session[]> {
    return tx.query<Session>(
      `SELECT ${COLUMNS} FROM sessions
        WHERE member_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_used_at > $3 ORDER BY last_used_at DESC, id`,
      [memberId, now, usedSince],
    );
  }

  allOpen(tx: Tx, memberId: string | null, now: Date): Promise<Session[]> {
    return tx.query<Session>(
      `SELECT ${COLUMNS} FROM sessions
        WHERE organization_id = $1 AND ended_at IS NULL AND expires_at > $2 AND ($3::uuid IS NULL OR member_id = $3)`,
      [tx.organizationId, now, memberId],
    );
  }

  async used(tx: Tx, id: string, at: Date, address: string | null): Promise<void> {
    await tx.execute('UPDATE sessions SET last_used_at = $2, address = $3 WHERE id = $1', [id, at, address]);
  }

  /** A second factor was given again. */
  async steppedUp(
    tx: Tx,
    id: string,
    { at, own, phishingResistant = false }: { at: Date; own: boolean; phishingResistant?: boolean },
  ): Promise<void> {
    await tx.execute(
      `UPDATE sessions SET second_factor_at = greatest(second_factor_at, $2), second_factor_own = $3,
              phishing_resistant = phishing_resistant OR $4
        WHERE id = $1`,
      [id, at, own, phishingResistant],
    );
    await this.announce(tx, `session:${id}`);
  }

  /** The session is another one's continuation: it lasts no longer, and its second factor is as old. */
  async continues(tx: Tx, id: string, from: Pick<Session, 'expiresAt' | 'secondFactorAt'>): Promise<void> {
    await tx.execute('UPDATE sessions SET expires_at = $2, second_factor_at = $3 WHERE id = $1', [
      id,
      from.expiresAt,
      from.secondFactorAt,
    ]);
  }

  async acknowledged(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.execute('UPDATE sessions SET notice_acknowledged_at = $2 WHERE id = $1', [id, at]);
  }

  /** Ends sessions and tells every process when the transaction commits. @returns the ids that were open until now */
  async end(tx: Tx, which: WhichSessions, reason: EndReason, at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE sessions SET ended_at = $1, end_reason = $2
        WHERE ended_at IS NULL AND organization_id = $3 AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR member_id = $5)
          AND ($6::uuid IS NULL OR id <> $6) AND ($7::uuid[] IS NULL OR id = ANY($7))
          AND ($8::uuid IS NULL OR provider_id = $8) RETURNING id`,
      [
        at,
        reason,
        tx.organizationId,
        which.id ?? null,
        which.memberId ?? null,
        which.butNot ?? null,
        which.ids ?? null,
        which.providerId ?? null,
      ],
    );
    for (const { id } of rows) await this.announce(tx, `session:${id}`);
    return rows.map(({ id }) => id);
  }

  async announce(tx: Tx, payload: `session:${string}` | `member:${string}` | `organization:${string}`): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [SESSIONS_CHANNEL, payload]);
  }

  async insertToken(tx: Tx, hash: Buffer, session: Pick<Session, 'id' | 'organizationId'>, now: Date): Promise<void> {
    await tx.execute(
      'INSERT INTO refresh_tokens (token_hash, organization_id, session_id, created_at) VALUES ($1, $2, $3, $4)',
      [hash, session.organizationId, session.id, now],
    );
  }

  async findToken(tx: Tx, hash: Buffer): Promise<RefreshToken | null> {
    const rows = await tx.query<RefreshToken>(
      `SELECT t.organization_id AS "organizationId", t.session_id AS "sessionId", s.member_id AS "memberId",
              t.rotated_at AS "rotatedAt", t.rotated_by AS "rotatedBy"
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.token_hash = $1`,
      [hash],
    );
    return rows[0] ?? null;
  }

  async rotated(tx: Tx, hash: Buffer, by: Buffer, at: Date): Promise<void> {
    await tx.execute('UPDATE refresh_tokens SET rotated_at = $2, rotated_by = $3 WHERE token_hash = $1', [
      hash,
      at,
      by,
    ]);
  }

  /** Removes what ended long ago. The audit log keeps who was signed in when. */
  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM sessions WHERE expires_at < $1', [before]);
  }
}
