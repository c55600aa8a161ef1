import { ALL_PERMISSIONS, type Permission } from '../permissions';

export interface Role {
  id: string;
  name: string;
  permissions: readonly Permission[];
}

export const ADMINISTRATOR = 'administrator';

const EVERYDAY: readonly Permission[] = ['channels:read', 'members:read'];

/** The roles that every organization has. Each holds what the work needs and nothing else (NIST SP 800-53 AC-6). */
export const BUILT_IN_ROLES: readonly Role[] = [
  { id: ADMINISTRATOR, name: 'Administrator', permissions: ALL_PERMISSIONS },
  {
    id: 'publisher',
    name: 'Publisher',
    permissions: [...EVERYDAY, 'posts:read', 'posts:write', 'posts:submit', 'media:write', 'approvals:read'],
  },
  { id: 'approver', name: 'Approver', permissions: [...EVERYDAY, 'posts:read', 'approvals:read', 'approvals:decide'] },
  {
    id: 'agent',
    name: 'Agent',
    permissions: [...EVERYDAY, 'inbox:read', 'inbox:reply', 'inbox:assign', 'inbox:resolve', 'contacts:read'],
  },
  { id: 'analyst', name: 'Analyst', permissions: [...EVERYDAY, 'inbox:read', 'posts:read', 'approvals:read'] },
  {
    id: 'records-officer',
    name: 'Records officer',
    permissions: [
      ...EVERYDAY,
      'records:read',
      'audit:read',
      'audit:export',
      'inbox:read',
      'contacts:read',
      'posts:read',
      'approvals:read',
    ],
  },
  {
    id: 'auditor',
    name: 'Auditor',
    permissions: [...EVERYDAY, 'audit:read', 'audit:export', 'records:read', 'approvals:read', 'posts:read'],
  },
  {
    id: 'read-only',
    name: 'Read only',
    permissions: [...EVERYDAY, 'inbox:read', 'contacts:read', 'posts:read', 'approvals:read'],
  },
];

export const ROLE_IDS: readonly string[] = BUILT_IN_ROLES.map((role) => role.id);

const byId = new Map(BUILT_IN_ROLES.map((role) => [role.id, role]));

export function builtInRole(id: string): Role | undefined {
  return byId.get(id);
}

/** What holders of these built-in roles may do together. A role that does not exist gives nothing. */
export function permissionsOf(roleIds: readonly string[]): ReadonlySet<Permission> {
  return new Set(roleIds.flatMap((id) => byId.get(id)?.permissions ?? []));
}
