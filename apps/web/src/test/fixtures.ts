import type { Me, Member, Role, Team } from '../api/types';

const NOW = Date.now();
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

export const me: Me = {
  member: { id: 'm-sara', name: 'Sara Ahmadi', email: 'sara@rivertown.example', locale: 'en' },
  organization: { id: 'o-1', name: 'City of Rivertown', timeZone: 'America/Chicago' },
  roles: ['administrator'],
  teamIds: ['t-1'],
  permissions: [
    ...['inbox:read', 'inbox:reply', 'inbox:assign', 'inbox:resolve', 'contacts:read', 'posts:read', 'posts:write'],
    ...['posts:submit', 'media:write', 'approvals:read', 'approvals:decide', 'channels:read', 'channels:connect'],
    ...['members:read', 'members:manage', 'audit:read', 'audit:export', 'records:read', 'organization:manage'],
  ],
};

export const teams: Team[] = [
  { id: 't-1', name: 'Communications', memberCount: 3, version: 1 },
  { id: 't-2', name: '311 Service Desk', memberCount: 2, version: 1 },
  { id: 't-3', name: 'ارتباطات فارسی', memberCount: 1, version: 1 },
];

function builtIn(id: string, name: string, permissions: string[], memberCount = 1): Role {
  return { id, name, description: null, permissions, builtIn: true, memberCount, version: 1 };
}

export const roles: Role[] = [
  builtIn('administrator', 'Administrator', me.permissions),
  builtIn('publisher', 'Publisher', ['posts:read', 'posts:write']),
  builtIn('approver', 'Approver', ['approvals:decide']),
  builtIn('agent', 'Agent', ['inbox:read', 'inbox:reply'], 3),
  builtIn('auditor', 'Auditor', ['audit:read']),
];

function member(id: string, name: string, over: Partial<Member> = {}): Member {
  const email = `${id.slice(2)}@rivertown.example`;
  return {
    id,
    kind: 'person',
    name,
    email,
    roles: ['agent'],
    teamIds: ['t-2'],
    state: 'active',
    lastActiveAt: ago(40),
    version: 1,
    ...over,
  };
}

export const members: Member[] = [
  member('m-sara', 'Sara Ahmadi', { roles: ['administrator'], teamIds: ['t-1'], lastActiveAt: ago(1) }),
  member('m-daniel', 'Daniel Okafor', { roles: ['publisher', 'agent'], teamIds: ['t-1', 't-2'] }),
  member('m-mina', 'مینا رستمی', { teamIds: ['t-3'], lastActiveAt: ago(60 * 26) }),
  member('m-lucia', 'Lucía Fernández', { roles: ['approver'], teamIds: [], lastActiveAt: ago(60 * 5) }),
  member('m-tom', 'Tom Bauer', { roles: ['auditor'], state: 'invited', lastActiveAt: null, teamIds: [] }),
  member('m-ray', 'Ray Whitfield', { state: 'disabled', lastActiveAt: ago(60 * 24 * 120) }),
];
