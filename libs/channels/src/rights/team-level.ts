import { hasPermission, type RequestContext } from '@divan/platform';

/** What a team may do on a channel that is shared with it, each including those before. */
export const TEAM_LEVELS = ['read', 'respond', 'publish', 'full'] as const;
export type TeamLevel = (typeof TEAM_LEVELS)[number];

export interface TeamAccess {
  teamId: string;
  level: TeamLevel;
}

/** How a channel is shared. */
export interface Sharing {
  teamIds: readonly string[];
  /** Of the teams that may not do everything. */
  teamLevels: Readonly<Record<string, TeamLevel>>;
}

type Actor = Pick<RequestContext, 'permissions' | 'teamIds'>;

const ADDS: Record<TeamLevel, (permission: string) => boolean> = {
  read: (permission) => permission.endsWith(':read'),
  respond: (permission) => permission.startsWith('inbox:'),
  publish: (permission) => permission.startsWith('posts:') || permission.startsWith('media:'),
  full: () => true,
};

/** Whether a team of this level may use the permission here, given that a member has it. */
export function levelAllows(level: TeamLevel, permission: string): boolean {
  return TEAM_LEVELS.slice(0, TEAM_LEVELS.indexOf(level) + 1).some((each) => ADDS[each](permission));
}

/** The actor's level: the highest of the actor's teams. @returns null where the channel is shared with other teams only */
export function levelOf(actor: Actor, { teamIds, teamLevels }: Sharing): TeamLevel | null {
  if (teamIds.length === 0 || hasPermission(actor as RequestContext, 'organization:manage')) return 'full';
  const levels = teamIds
    .filter((teamId) => actor.teamIds.includes(teamId))
    .map((teamId) => TEAM_LEVELS.indexOf(teamLevels[teamId] ?? 'full'));
  return levels.length === 0 ? null : (TEAM_LEVELS[Math.max(...levels)] ?? null);
}

/** The sharing as the API gives it: every team with its level. */
export function toTeamAccess({ teamIds, teamLevels }: Sharing): TeamAccess[] {
  return teamIds.map((teamId) => ({ teamId, level: teamLevels[teamId] ?? 'full' }));
}

export function toSharing(access: readonly TeamAccess[]): Sharing {
  const limited = access.filter(({ level }) => level !== 'full').map(({ teamId, level }) => [teamId, level] as const);
  return { teamIds: access.map(({ teamId }) => teamId), teamLevels: Object.fromEntries(limited) };
}
