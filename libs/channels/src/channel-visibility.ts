import { hasPermission, notFound, type RequestContext, type Tx } from '@divan/platform';

export interface SqlCondition {
  sql: string;
  params: unknown[];
}

/**
 * The one rule of who sees a channel, as SQL for read models: shared with no team, or with one of the actor's teams,
 * or the actor manages the organization; and within the channels that the actor is bound to, if to any.
 * @param alias how the query calls the table `channels`
 * @param first the number of the first free parameter, e.g. 3 for `$3`
 */
export function visibleChannelsSql(ctx: RequestContext, alias: string, first: number): SqlCondition {
  const params: unknown[] = [];
  const conditions: string[] = [];
  if (!hasPermission(ctx, 'organization:manage')) {
    params.push([...ctx.teamIds]);
    conditions.push(`(${alias}.team_ids = '{}' OR ${alias}.team_ids && $${first}::uuid[])`);
  }
  if (ctx.channelIds) {
    params.push([...ctx.channelIds]);
    conditions.push(`${alias}.id = ANY($${first + params.length - 1}::uuid[])`);
  }
  return { sql: conditions.length > 0 ? `(${conditions.join(' AND ')})` : 'TRUE', params };
}

/** @throws 404 when the channel does not exist in the organization or is shared with other teams only */
export async function assertChannelVisible(tx: Tx, ctx: RequestContext, channelId: string): Promise<void> {
  const visible = visibleChannelsSql(ctx, 'ch', 3);
  const rows = await tx.query(
    `SELECT 1 FROM channels ch WHERE ch.id = $1 AND ch.organization_id = $2 AND ${visible.sql}`,
    [channelId, ctx.organizationId, ...visible.params],
  );
  if (rows.length === 0) throw notFound('channel');
}
