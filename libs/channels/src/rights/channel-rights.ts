import { hasPermission, notFound, type RequestContext, type Tx } from '@divan/platform';
import { visibleChannelsSql } from '../channel-visibility';
import { notAllowedHere } from '../channels.errors';
import { levelAllows, levelOf, type Sharing } from './team-level';

/**
 * The one check of what an actor may do on a channel: the actor's permission, within what the channel's sharing lets the
 * actor's teams do.
 * @throws 404 when the actor may not see the channel; 403 `channels.not_allowed_here`
 */
export function assertChannelAllows(tx: Tx, ctx: RequestContext, channelId: string, permission: string): Promise<void> {
  return assertChannelsAllow(tx, ctx, [channelId], permission);
}

/** As `assertChannelAllows`, for all of several channels. */
export async function assertChannelsAllow(
  tx: Tx,
  ctx: RequestContext,
  channelIds: readonly string[],
  permission: string,
): Promise<void> {
  const ids = [...new Set(channelIds)];
  const shared = await sharingOf(tx, ctx, ids);
  for (const id of ids) {
    const sharing = shared.get(id);
    if (!sharing) throw notFound('channel');
    if (!isAllowed(ctx, sharing, permission)) throw notAllowedHere(id, permission);
  }
}

/** As `assertChannelAllows`, for what is merely left undone. */
export async function channelAllows(
  tx: Tx,
  ctx: RequestContext,
  channelId: string,
  permission: string,
): Promise<boolean> {
  const sharing = (await sharingOf(tx, ctx, [channelId])).get(channelId);
  return sharing !== undefined && isAllowed(ctx, sharing, permission);
}

function isAllowed(ctx: RequestContext, sharing: Sharing, permission: string): boolean {
  const level = levelOf(ctx, sharing);
  return level !== null && hasPermission(ctx, permission) && levelAllows(level, permission);
}

async function sharingOf(tx: Tx, ctx: RequestContext, ids: readonly string[]): Promise<Map<string, Sharing>> {
  if (ids.length === 0) return new Map();
  const visible = visibleChannelsSql(ctx, 'ch', 3);
  const rows = await tx.query<Sharing & { id: string }>(
    `SELECT ch.id, ch.team_ids::text[] AS "teamIds", ch.team_levels AS "teamLevels" FROM channels ch
      WHERE ch.organization_id = $1 AND ch.id = ANY($2::uuid[]) AND ${visible.sql}`,
    [ctx.organizationId, ids, ...visible.params],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
