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

const settings: readonly Omit<NavigationEntry, 'icon'>[] = [
  { path: '/settings/profile', label: 'nav.profile' },
  { path: '/settings/channels', label: 'nav.channels', permission: 'channels:read' },
  { path: '/settings/members', label: 'nav.members', permission: 'members:read' },
  { path: '/settings/audit', label: 'nav.auditSettings', permission: 'organization:manage' },
];

function usePermitted<T extends { permission?: Permission }>(all: readonly T[]): T[] {
  const permissions = useMe().data?.permissions ?? [];
  return all.filter((entry) => !entry.permission || permissions.includes(entry.permission));
}

/** The rail: only what the member may use. */
export function useNavigation(): NavigationEntry[] {
  return usePermitted(entries);
}

export function useSettingsNavigation(): Omit<NavigationEntry, 'icon'>[] {
  return usePermitted(settings);
}
