import {
  IconArchive,
  IconCalendarEvent,
  IconInbox,
  IconListSearch,
  IconRubberStamp,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import { useMe } from '../api/queries';
import type { Permission } from '../api/types';

export interface NavigationEntry {
  path: string;
  /** Key in the common texts. */
  label: string;
  icon: Icon;
  /** Without one, everybody has it. */
  permission?: Permission;
}

const entries: readonly NavigationEntry[] = [
  { path: '/inbox', label: 'nav.inbox', icon: IconInbox, permission: 'inbox:read' },
  { path: '/publish', label: 'nav.publish', icon: IconCalendarEvent, permission: 'posts:read' },
  { path: '/approvals', label: 'nav.approvals', icon: IconRubberStamp, permission: 'approvals:read' },
  { path: '/records', label: 'nav.records', icon: IconArchive, permission: 'records:read' },
  { path: '/audit', label: 'nav.audit', icon: IconListSearch, permission: 'audit:read' },
  { path: '/settings', label: 'nav.settings', icon: IconSettings },
];

export const SETTINGS_GROUPS = ['you', 'people', 'security', 'organization', 'records'] as const;
export type SettingsGroup = (typeof SETTINGS_GROUPS)[number];

export interface SettingsEntry extends Omit<NavigationEntry, 'icon'> {
  group: SettingsGroup;
}

function inGroup(group: SettingsGroup, entries: Omit<SettingsEntry, 'group'>[]): SettingsEntry[] {
  return entries.map((entry) => ({ ...entry, group }));
}

const settings: readonly SettingsEntry[] = [
  ...inGroup('you', [
    { path: '/settings/profile', label: 'nav.profile' },
    { path: '/settings/my-security', label: 'nav.mySecurity' },
  ]),
  ...inGroup('people', [
    { path: '/settings/members', label: 'nav.members', permission: 'members:read' },
    { path: '/settings/teams', label: 'nav.teams', permission: 'members:read' },
    { path: '/settings/roles', label: 'nav.roles', permission: 'members:read' },
    { path: '/settings/invitations', label: 'nav.invitations', permission: 'members:manage' },
    { path: '/settings/access-review', label: 'nav.accessReview', permission: 'organization:manage' },
  ]),
  ...inGroup('security', [
    { path: '/settings/security-overview', label: 'nav.securityOverview', permission: 'organization:manage' },
    { path: '/settings/security-policy', label: 'nav.securityPolicy', permission: 'organization:manage' },
    { path: '/settings/service-members', label: 'nav.serviceMembers', permission: 'keys:manage' },
    { path: '/settings/api-keys', label: 'nav.apiKeys', permission: 'keys:manage' },
    { path: '/settings/identity-providers', label: 'nav.identityProviders', permission: 'organization:manage' },
    { path: '/settings/scim', label: 'nav.scim', permission: 'keys:manage' },
  ]),
  ...inGroup('organization', [
    { path: '/settings/organization', label: 'nav.organization', permission: 'organization:manage' },
    { path: '/settings/channels', label: 'nav.channels', permission: 'channels:read' },
  ]),
  ...inGroup('records', [{ path: '/settings/audit', label: 'nav.auditSettings', permission: 'organization:manage' }]),
];

function usePermitted<T extends { permission?: Permission }>(all: readonly T[]): T[] {
  const permissions = useMe().data?.permissions ?? [];
  return all.filter((entry) => !entry.permission || permissions.includes(entry.permission));
}

/** The rail: only what the member may use. */
export function useNavigation(): NavigationEntry[] {
  return usePermitted(entries);
}

export function useSettingsNavigation(): SettingsEntry[] {
  return usePermitted(settings);
}
