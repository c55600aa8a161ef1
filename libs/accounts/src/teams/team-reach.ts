import { hasPermission, type RequestContext } from '@divan/platform';
import { teamBeyondReach } from '../accounts.errors';

/** What this permission holds is every channel, and so every team's. */
const EVERY_TEAM = 'organization:manage';

/**
 * Nobody gives access to what they do not reach themselves, nor takes it away: whoever does not manage the organization
 * touches only what lies within their own teams.
 * @throws 403 `accounts.team_beyond_reach`
 */
export function assertReachesTeams(
  ctx: Pick<RequestContext, 'permissions' | 'teamIds'>,
  teamIds: readonly string[],
): void {
  if (hasPermission(ctx, EVERY_TEAM)) return;
  if (teamIds.some((id) => !ctx.teamIds.includes(id))) throw teamBeyondReach();
}
