import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from './client';
import { ProblemError } from './problem';
import type {
  Channel,
  LogState,
  Me,
  Member,
  Network,
  OwnOrganization,
  OwnSecurity,
  Page,
  Permission,
  Roles,
  Team,
} from './types';

/** Retries only what may pass by itself: an unreachable server or a 5xx. */
function mayPass(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 0 || error.status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
      refetchOnWindowFocus: 'always',
    },
    mutations: { retry: false },
  },
});

/**
 * First parts of the query keys. Live events invalidate by these, so use them:
 * `[keys.posts, filters]` for a list, `[keys.posts, id]` for one.
 */
export const keys = {
  me: 'me',
  sessions: 'sessions',
  ownSecurity: 'own-security',
  ownOrganizations: 'own-organizations',
  passkeys: 'passkeys',
  signInNotice: 'sign-in-notice',
  members: 'members',
  teams: 'teams',
  roles: 'roles',
  networks: 'networks',
  channels: 'channels',
  contacts: 'contacts',
  conversations: 'conversations',
  conversation: 'conversation',
  conversationCounts: 'conversation-counts',
  messages: 'messages',
  posts: 'posts',
  approvals: 'approval-requests',
  audit: 'audit-events',
  auditKinds: 'audit-kinds',
  auditExports: 'audit-exports',
  auditForwarders: 'audit-forwarders',
  auditSettings: 'audit-settings',
  log: 'log',
  logAlarms: 'log-alarms',
} as const;

export function useMe(): UseQueryResult<Me> {
  return useQuery({
    queryKey: [keys.me],
    queryFn: ({ signal }) => api.get<Me>('/me', { signal }),
    staleTime: 5 * 60_000,
  });
}

/** How the member's own account is secured, and how long it may stay unused. */
export function useOwnSecurity(): UseQueryResult<OwnSecurity> {
  return useQuery({
    queryKey: [keys.ownSecurity],
    queryFn: ({ signal }) => api.get<OwnSecurity>('/me/security', { signal }),
    staleTime: 60_000,
  });
}

/** The organizations in which the same person is an active member. */
export function useOwnOrganizations(): UseQueryResult<{ items: OwnOrganization[] }> {
  return useQuery({
    queryKey: [keys.ownOrganizations],
    queryFn: ({ signal }) => api.get<{ items: OwnOrganization[] }>('/me/organizations', { signal }),
    staleTime: 10 * 60_000,
  });
}

/** Whether the signed-in member may do this. The API decides; the client only hides what it would refuse. */
export function usePermission(permission: Permission): boolean {
  const me = useMe();
  return me.data?.permissions.includes(permission) ?? false;
}

/** The same for a whole page: null while it is not known yet who the member is, so that nobody is refused too early. */
export function usePermissionOnceKnown(permission: Permission): boolean | null {
  const me = useMe();
  return me.data ? me.data.permissions.includes(permission) : null;
}

export function useChannels(enabled = true): UseQueryResult<Page<Channel>> {
  return useQuery({
    queryKey: [keys.channels],
    queryFn: ({ signal }) => api.get<Page<Channel>>('/channels', { signal }),
    enabled,
  });
}

export function useNetworks(enabled = true): UseQueryResult<{ items: Network[] }> {
  return useQuery({
    queryKey: [keys.networks],
    queryFn: ({ signal }) => api.get<{ items: Network[] }>('/networks', { signal }),
    staleTime: 60 * 60_000,
    enabled,
  });
}

export function useMembers(enabled = true): UseQueryResult<Page<Member>> {
  return useQuery({
    queryKey: [keys.members],
    queryFn: ({ signal }) => api.get<Page<Member>>('/members', { query: { limit: 200 }, signal }),
    staleTime: 60_000,
    enabled,
  });
}

export function useTeams(enabled = true): UseQueryResult<{ items: Team[] }> {
  return useQuery({
    queryKey: [keys.teams],
    queryFn: ({ signal }) => api.get<{ items: Team[] }>('/teams', { signal }),
    staleTime: 60_000,
    enabled,
  });
}

export function useRoles(enabled = true): UseQueryResult<Roles> {
  return useQuery({
    queryKey: [keys.roles],
    queryFn: ({ signal }) => api.get<Roles>('/roles', { signal }),
    staleTime: 10 * 60_000,
    enabled,
  });
}

/** How the organization's log stands: newest signed head, key, what is pending. */
export function useLog(enabled = true): UseQueryResult<LogState> {
  return useQuery({
    queryKey: [keys.log],
    queryFn: ({ signal }) => api.get<LogState>('/log', { signal }),
    enabled,
  });
}
