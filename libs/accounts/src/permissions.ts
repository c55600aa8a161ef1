/** Every permission there is, with what it lets a member do, in words for the person who grants it. */
export const PERMISSIONS = {
  'inbox:read': 'Read conversations and messages',
  'inbox:reply': 'Answer messages in the name of the organization',
  'inbox:assign': 'Give a conversation to a member, or take it',
  'inbox:resolve': 'Resolve and reopen conversations',
  'contacts:read': 'See people of the public and what they wrote before',
  'posts:read': 'See posts, drafts and the schedule',
  'posts:write': 'Write and change posts',
  'posts:submit': 'Hand posts in for approval and schedule them',
  'media:write': 'Add images and change their descriptions',
  'approvals:read': 'See what waits for approval and what was decided',
  'approvals:decide': 'Approve posts, reject them or ask for changes',
  'channels:read': 'See the connected channels and their state',
  'channels:connect': 'Connect, share and disconnect channels',
  'members:read': 'See members, teams and roles',
  'members:manage': 'Invite members and change their roles, teams and state',
  'keys:manage': 'Make and end API keys and service members',
  'scim:manage': 'Provision members and groups from a directory (SCIM)',
  'audit:read': 'Read the audit log',
  'audit:export': 'Export the audit log',
  'records:read': 'Read and pull the records and their log',
  'organization:manage': 'Change the organization itself and reach every channel of it',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}
