import { Injectable } from '@nestjs/common';
import type { ConnectedAccount, PublishLimits } from '@divan/connectors';
import type { RequestContext, Tx } from '@divan/platform';
import type { Channel, ChannelState } from './channel.types';
import { visibleChannelsSql } from './channel-visibility';
import type { Sharing } from './rights/team-level';

const COLUMNS = `ch.id, ch.organization_id AS "organizationId", ch.network, ch.remote_id AS "remoteId", ch.handle,
  ch.display_name AS "displayName", ch.avatar_url AS "avatarUrl", ch.profile_url AS "profileUrl", ch.settings, ch.limits,
  ch.team_ids AS "teamIds", ch.team_levels AS "teamLevels", ch.state, ch.last_polled_at AS "lastPolledAt", ch.last_error AS "lastError", ch.version,
  ch.connected_at AS "connectedAt"`;

@Injectable()
export class ChannelRepository {
  async listVisible(tx: Tx, ctx: RequestContext): Promise<Channel[]> {
    const visible = visibleChannelsSql(ctx, 'ch', 2);
    return tx.query<Channel>(
      `SELECT ${COLUMNS} FROM channels ch WHERE ch.organization_id = $1 AND ${visible.sql} ORDER BY ch.network, ch.handle, ch.id`,
      [ctx.organizationId, ...visible.params],
    );
  }

  async findVisible(tx: Tx, ctx: RequestContext, id: string): Promise<Channel | null> {
    const visible = visibleChannelsSql(ctx, 'ch', 3);
    const rows = await tx.query<Channel>(
      `SELECT ${COLUMNS} FROM channels ch WHERE ch.organization_id = $1 AND ch.id = $2 AND ${visible.sql}`,
      [ctx.organizationId, id, ...visible.params],
    );
    return rows[0] ?? null;
  }

  /** Connects the account, or connects it again under the id that it has. */
  async connect(
    tx: Tx,
    channel: { id: string; network: string; account: ConnectedAccount; limits: PublishLimits | null; now: Date },
  ): Promise<Channel> {
    const { id, network, account, limits, now } = channel;
    const rows = await tx.query<Channel>(
      `INSERT INTO channels AS ch (id, organization_id, network, remote_id, handle, display_name, avatar_url, profile_url,
                                   settings, limits, state, connected_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11)
       ON CONFLICT ON CONSTRAINT channels_account_uq DO UPDATE SET
         handle = excluded.handle, display_name = excluded.display_name, avatar_url = excluded.avatar_url,
         profile_url = excluded.profile_url, settings = excluded.settings, limits = excluded.limits, state = 'active',
         last_error = NULL, connected_at = excluded.connected_at, version = ch.version + 1
       RETURNING ${COLUMNS}`,
      [
        id,
        tx.organizationId,
        network,
        account.remoteId,
        account.handle,
        account.displayName,
        account.avatarUrl,
        account.profileUrl,
        JSON.stringify(account.settings),
        limits && JSON.stringify(limits),
        now,
      ],
    );
    return rows[0]!;
  }

  /** @returns null when the state was not one of `from` */
  async changeState(
    tx: Tx,
    id: string,
    from: ChannelState[],
    to: ChannelState,
    error: string | null,
  ): Promise<Channel | null> {
    const rows = await tx.query<Channel>(
      `UPDATE channels ch SET state = $4, last_error = $5, version = version + 1
        WHERE ch.organization_id = $1 AND ch.id = $2 AND ch.state = ANY($3) RETURNING ${COLUMNS}`,
      [tx.organizationId, id, from, to, error],
    );
    return rows[0] ?? null;
  }

  /** @returns null when the version is not the expected one any more */
  async share(tx: Tx, id: string, version: number, { teamIds, teamLevels }: Sharing): Promise<Channel | null> {
    const rows = await tx.query<Channel>(
      `UPDATE channels ch SET team_ids = $4, team_levels = $5, version = version + 1
        WHERE ch.organization_id = $1 AND ch.id = $2 AND ch.version = $3 RETURNING ${COLUMNS}`,
      [tx.organizationId, id, version, [...teamIds], JSON.stringify(teamLevels)],
    );
    return rows[0] ?? null;
  }

  /** A team that something is being shared with cannot be deleted meanwhile. */
  async teamsExist(tx: Tx, teamIds: readonly string[]): Promise<boolean> {
    const rows = await tx.query(
      'SELECT id FROM teams WHERE organization_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR KEY SHARE',
      [tx.organizationId, [...teamIds]],
    );
    return rows.length === teamIds.length;
  }

  async countSharedWith(tx: Tx, teamId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM channels WHERE organization_id = $1 AND $2::uuid = ANY(team_ids)',
      [tx.organizationId, teamId],
    );
    return row?.count ?? 0;
  }

  /** @returns whether the error shown to people is another one than before */
  async recordPoll(tx: Tx, id: string, polledAt: Date, error: string | null): Promise<boolean> {
    const rows = await tx.query<{ changed: boolean }>(
      `UPDATE channels ch SET last_polled_at = $3, last_error = $4
         FROM (SELECT id, last_error FROM channels WHERE organization_id = $1 AND id = $2 FOR UPDATE) before
        WHERE ch.id = before.id RETURNING before.last_error IS DISTINCT FROM $4 AS changed`,
      [tx.organizationId, id, polledAt, error],
    );
    return rows[0]?.changed ?? false;
  }

  async saveCredentials(tx: Tx, channelId: string, sealed: string, now: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO channel_credentials (channel_id, organization_id, sealed, updated_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (channel_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`,
      [channelId, tx.organizationId, sealed, now],
    );
  }

  async replaceCredentials(tx: Tx, channelId: string, sealed: string, now: Date): Promise<boolean> {
    const count = await tx.execute(
      'UPDATE channel_credentials SET sealed = $3, updated_at = $4 WHERE organization_id = $1 AND channel_id = $2',
      [tx.organizationId, channelId, sealed, now],
    );
    return count > 0;
  }

  async findCredentials(tx: Tx, channelId: string): Promise<string | null> {
    const rows = await tx.query<{ sealed: string }>(
      'SELECT sealed FROM channel_credentials WHERE organization_id = $1 AND channel_id = $2',
      [tx.organizationId, channelId],
    );
    return rows[0]?.sealed ?? null;
  }

  async organizationActive(tx: Tx): Promise<boolean> {
    const rows = await tx.query(`SELECT FROM organizations WHERE id = $1 AND state = 'active'`, [tx.organizationId]);
    return rows.length > 0;
  }

  async destroyCredentials(tx: Tx, channelId: string): Promise<void> {
    await tx.execute('DELETE FROM channel_credentials WHERE organization_id = $1 AND channel_id = $2', [
      tx.organizationId,
      channelId,
    ]);
  }

  /** Every active channel of the installation, but for organizations that are suspended; only inside `Database.system`. */
  async listActive(tx: Tx): Promise<{ id: string; organizationId: string; network: string }[]> {
    return tx.query(
      `SELECT ch.id, ch.organization_id AS "organizationId", ch.network
         FROM channels ch JOIN organizations o ON o.id = ch.organization_id
        WHERE ch.state = 'active' AND o.state = 'active'`,
    );
  }
}
