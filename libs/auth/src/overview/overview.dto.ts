import { KeyServiceMemberResponse } from '../keys/keys.dto';
import type { ListedKey, SecurityOverview } from './overview.read-model';

export class ListedMemberResponse {
  id!: string;
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** @example 'sara@rivertown.example' */
  email!: string;
  /** Role ids. @example ['agent'] */
  roles!: string[];
}

export class ListedKeyResponse {
  id!: string;
  /** @example 'Website form, production' */
  name!: string;
  /** @example '7q2m9fzk4t' */
  prefix!: string;
  serviceMember!: KeyServiceMemberResponse;
  /** @example '2026-08-01T09:00:00.000Z' */
  lastUsedAt!: string | null;
  /** @example '2026-12-01T00:00:00.000Z' */
  expiresAt!: string;
}

export class CountedMembersResponse {
  /** All of them. @example 12 */
  count!: number;
  /** The first 50. */
  items!: ListedMemberResponse[];
}

export class CountedKeysResponse {
  /** All of them. @example 2 */
  count!: number;
  /** The first 50. */
  items!: ListedKeyResponse[];
}

export class BreakGlassResponse {
  id!: string;
  /** @example 'Ada Admin' */
  name!: string;
}

export class SecurityOverviewResponse {
  /** Active persons without a passkey. */
  membersWithoutPasskey!: CountedMembersResponse;
  /** Active persons with neither a passkey nor an authenticator. */
  membersWithoutSecondFactor!: CountedMembersResponse;
  /** Open keys that were not used for 90 days. */
  unusedKeys!: CountedKeysResponse;
  /** Open keys that end within 30 days. */
  expiringKeys!: CountedKeysResponse;
  /** @example 14 */
  openSessions!: number;
  /** @example 3 */
  openInvitations!: number;
  /** @example 41 */
  activeMembers!: number;
  /** Who gets in with a password when the identity provider is down. */
  breakGlass!: BreakGlassResponse | null;
}

export function toSecurityOverviewResponse(overview: SecurityOverview): SecurityOverviewResponse {
  const { membersWithoutPasskey, membersWithoutSecondFactor, unusedKeys, expiringKeys } = overview;
  const { openSessions, openInvitations, activeMembers, breakGlass } = overview;
  return {
    ...{ membersWithoutPasskey, membersWithoutSecondFactor, openSessions, openInvitations, activeMembers, breakGlass },
    unusedKeys: { count: unusedKeys.count, items: unusedKeys.items.map(toListedKey) },
    expiringKeys: { count: expiringKeys.count, items: expiringKeys.items.map(toListedKey) },
  };
}

function toListedKey(key: ListedKey): ListedKeyResponse {
  const { id, name, prefix, lastUsedAt, expiresAt } = key;
  const times = { lastUsedAt: lastUsedAt?.toISOString() ?? null, expiresAt: expiresAt.toISOString() };
  return { id, name, prefix, serviceMember: { id: key.serviceMemberId, name: key.serviceMemberName }, ...times };
}
