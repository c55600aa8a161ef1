import type { ReviewedMember } from '../../../api/types';

export interface ReviewFilters {
  q: string;
  role: string;
  channel: string;
  permission: string;
  state: string;
}

type ReviewedChannel = ReviewedMember['channels'][number];

/** Whether somebody is wanted by the filters. With a channel, a permission is asked for on that channel. */
export function isWanted(row: ReviewedMember, filters: ReviewFilters): boolean {
  const { q, role, channel, permission, state } = filters;
  if (state ? row.member.state !== state : row.member.state === 'disabled') return false;
  if (role && !row.roles.some(({ id }) => id === role)) return false;
  if (!mayDo(row, channel, permission)) return false;
  const wanted = q.trim().toLocaleLowerCase();
  return !wanted || `${row.member.name} ${row.member.email ?? ''}`.toLocaleLowerCase().includes(wanted);
}

function mayDo(row: ReviewedMember, channelId: string, permission: string): boolean {
  if (!channelId) return !permission || row.permissions.includes(permission);
  const channel = row.channels.find(({ id }) => id === channelId);
  return channel !== undefined && (!permission || channel.permissions.includes(permission));
}

export const ACTS = ['read', 'respond', 'publish', 'approve'] as const;
export type Act = (typeof ACTS)[number];

const PERMISSIONS_OF: Record<Act, readonly string[]> = {
  read: ['inbox:read', 'posts:read'],
  respond: ['inbox:reply'],
  publish: ['posts:submit'],
  approve: ['approvals:decide'],
};

/** What it comes to on a channel, in a few words. */
export function actsOn({ permissions }: ReviewedChannel): Act[] {
  return ACTS.filter((act) => PERMISSIONS_OF[act].some((permission) => permissions.includes(permission)));
}

/** Every channel that anybody reaches, once. */
export function channelsIn(rows: ReviewedMember[]): ReviewedChannel[] {
  return [...new Map(rows.flatMap(({ channels }) => channels).map((channel) => [channel.id, channel])).values()];
}
