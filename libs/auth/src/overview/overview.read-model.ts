import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** How many there are, and the first of them. */
export interface Counted<T> {
  count: number;
  items: T[];
}

export interface ListedMember {
  id: string;
  name: string;
  email: string;
  roles: string[];
}

export interface ListedKey {
  id: string;
  name: string;
  prefix: string;
  serviceMemberId: string;
  serviceMemberName: string;
  lastUsedAt: Date | null;
  expiresAt: Date;
}

/** What an administrator should look after, as it stands. */
export interface SecurityOverview {
  membersWithoutPasskey: Counted<ListedMember>;
  membersWithoutSecondFactor: Counted<ListedMember>;
  unusedKeys: Counted<ListedKey>;
  expiringKeys: Counted<ListedKey>;
  openSessions: number;
  openInvitations: number;
  activeMembers: number;
  breakGlass: { id: string; name: string } | null;
}

export interface OverviewTimes {
  now: Date;
  /** Sessions that were not used since have ended. */
  idleSince: Date;
  /** Keys that were not used since are stale. */
  unusedSince: Date;
  /** Keys that end before are about to. */
  expiringBefore: Date;
}

const LISTED = 50;

// Whoever signs in through an identity provider has their factors there; it is the provider's policy that counts.
const PERSONS = `members m JOIN accounts a ON a.id = m.account_id
  WHERE m.organization_id = $1 AND m.kind = 'person' AND m.state = 'active'`;
const NO_PASSKEY = 'AND NOT EXISTS (SELECT FROM passkeys p WHERE p.account_id = m.account_id)';
const NO_TOTP =
  'AND NOT EXISTS (SELECT FROM totp_credentials t WHERE t.account_id = m.account_id AND t.confirmed_at IS NOT NULL)';
const OPEN_KEYS = `api_keys k JOIN members m ON m.id = k.member_id
  WHERE k.organization_id = $1 AND k.ended_at IS NULL AND k.expires_at > $2`;

@Injectable()
export class OverviewReadModel {
  async read(tx: Tx, times: OverviewTimes, breakGlassMemberId: string | null): Promise<SecurityOverview> {
    const { now, unusedSince, expiringBefore } = times;
    return {
      membersWithoutPasskey: await this.members(tx, NO_PASSKEY),
      membersWithoutSecondFactor: await this.members(tx, `${NO_PASSKEY} ${NO_TOTP}`),
      unusedKeys: await this.keys(tx, now, 'coalesce(k.last_used_at, k.created_at) < $3', unusedSince),
      expiringKeys: await this.keys(tx, now, 'k.expires_at < $3', expiringBefore),
      ...(await this.counts(tx, times, breakGlassMemberId)),
    };
  }

  private async members(tx: Tx, condition: string): Promise<Counted<ListedMember>> {
    const items = await tx.query<ListedMember & { count: number }>(
      `SELECT m.id, m.name, a.email, ARRAY(SELECT r.role FROM member_roles r WHERE r.member_id = m.id ORDER BY r.role) AS roles,
              count(*) OVER ()::int AS count
         FROM ${PERSONS} ${condition} ORDER BY m.name, m.id LIMIT ${LISTED}`,
      [tx.organizationId],
    );
    return counted(items);
  }

  private async keys(tx: Tx, now: Date, condition: string, limit: Date): Promise<Counted<ListedKey>> {
    const items = await tx.query<ListedKey & { count: number }>(
      `SELECT k.id, k.name, k.member_id AS "serviceMemberId", m.name AS "serviceMemberName", k.last_used_at AS "lastUsedAt", k.expires_at AS "expiresAt",
              (SELECT s.prefix FROM api_key_secrets s WHERE s.key_id = k.id ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS prefix,
              count(*) OVER ()::int AS count
         FROM ${OPEN_KEYS} AND ${condition} ORDER BY k.expires_at, k.id LIMIT ${LISTED}`,
      [tx.organizationId, now, limit],
    );
    return counted(items);
  }

  private async counts(
    tx: Tx,
    { now, idleSince }: OverviewTimes,
    breakGlassMemberId: string | null,
  ): Promise<Pick<SecurityOverview, 'openSessions' | 'openInvitations' | 'activeMembers' | 'breakGlass'>> {
    const rows = await tx.query<{
      openSessions: number;
      openInvitations: number;
      activeMembers: number;
      breakGlassName: string | null;
    }>(
      `SELECT (SELECT count(*)::int FROM sessions WHERE organization_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_used_at > $3) AS "openSessions",
              (SELECT count(*)::int FROM invitations WHERE organization_id = $1 AND accepted_at IS NULL AND voided_at IS NULL AND expires_at > $2) AS "openInvitations",
              (SELECT count(*)::int FROM ${PERSONS}) AS "activeMembers",
              (SELECT name FROM members WHERE organization_id = $1 AND id = $4) AS "breakGlassName"`,
      [tx.organizationId, now, idleSince, breakGlassMemberId],
    );
    const { breakGlassName, ...counts } = rows[0]!;
    const named = breakGlassMemberId !== null && breakGlassName !== null;
    return { ...counts, breakGlass: named ? { id: breakGlassMemberId, name: breakGlassName } : null };
  }
}

function counted<T extends { count: number }>(rows: T[]): Counted<Omit<T, 'count'>> {
  return { count: rows[0]?.count ?? 0, items: rows.map(({ count: _, ...item }) => item) };
}
