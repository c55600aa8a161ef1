import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { Transform } from 'class-transformer';
import { PageQuery } from '@divan/platform';
import type { KeyView } from './api-key.read-model';
import type { ShownKey } from './api-keys.service';
import { KEY_SCOPES } from './key-rules';
import type { ServiceMemberView } from './service-member.read-model';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;
const notNull = (_: unknown, value: unknown): boolean => value !== null;

export class CreateServiceMemberRequest {
  /** @example 'Website form' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 200)
  name!: string;

  /** Role ids. @example ['agent'] */
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  roles!: string[];

  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  teamIds!: string[];
}

export class ChangeServiceMemberRequest {
  /** Role ids; replaces all roles. @example ['agent'] */
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  roles?: string[];

  /** Replaces all teams. */
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  teamIds?: string[];

  /** Disabling ends its keys for good. @example 'active' */
  @IsOptional()
  @IsIn(['active', 'disabled'])
  state?: 'active' | 'disabled';
}

export class ServiceMemberResponse {
  id!: string;
  /** @example 'Website form' */
  name!: string;
  /** Role ids. @example ['agent'] */
  roles!: string[];
  teamIds!: string[];
  /** @example 'active' */
  state!: 'active' | 'disabled';
  /** @example '2026-11-22T09:00:00.000Z' */
  lastActiveAt!: string | null;
  /** Keys that can be used now. @example 2 */
  openKeys!: number;
  /** Also the ETag; send it back as If-Match. @example 1 */
  version!: number;
}

export class ServiceMemberListResponse {
  items!: ServiceMemberResponse[];
  nextCursor!: string | null;
}

export class CreateApiKeyRequest {
  @IsUUID()
  serviceMemberId!: string;

  /** What uses it. @example 'Website form, production' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;

  /** Permissions. It can do what is named here and its service member may. @example ['inbox:read'] */
  @IsArray()
  @ArrayUnique()
  @ArrayMinSize(1)
  @IsIn(KEY_SCOPES, { each: true })
  scopes!: string[];

  /** Only these channels; null: every channel that its service member reaches. */
  @ValidateIf(notNull)
  @IsArray()
  @ArrayUnique()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  channelIds!: string[] | null;

  /** A year ahead at most. @example '2027-05-22T00:00:00.000Z' */
  @IsISO8601({ strict: true })
  expiresAt!: string;

  /** Networks in CIDR notation from which it may be used; null: from everywhere. @example ['192.0.2.0/24'] */
  @ValidateIf(notNull)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 60, { each: true })
  allowedNetworks!: string[] | null;
}

export class RotateApiKeyRequest {
  /** For how many hours the key before goes on working; 0 ends it at once. @example 24 */
  @IsInt()
  @Min(0)
  @Max(72)
  overlapHours!: number;

  /** A new end, a year ahead at most. @example '2027-11-22T00:00:00.000Z' */
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string;
}

export class ApiKeyListQuery extends PageQuery {
  /** Only the keys of this service member. */
  @IsOptional()
  @IsUUID()
  serviceMemberId?: string;
}

export class KeyServiceMemberResponse {
  id!: string;
  /** @example 'Website form' */
  name!: string;
}

export class KeyRotationResponse {
  /** @example 'x3vk0m2c9a' */
  prefix!: string;
  /** @example '2026-11-23T09:00:00.000Z' */
  endsAt!: string;
}

export class ApiKeyResponse {
  /** Also the `client_id` for OAuth 2.0. */
  id!: string;
  /** @example 'Website form, production' */
  name!: string;
  /** The key begins with `dk_` and this. @example '7q2m9fzk4t' */
  prefix!: string;
  serviceMember!: KeyServiceMemberResponse;
  /** @example ['inbox:read'] */
  scopes!: string[];
  channelIds!: string[] | null;
  /** @example '2027-05-22T00:00:00.000Z' */
  expiresAt!: string;
  /** @example ['192.0.2.0/24'] */
  allowedNetworks!: string[] | null;
  /** To the minute. @example '2026-11-22T09:00:00.000Z' */
  lastUsedAt!: string | null;
  /** @example '192.0.2.7' */
  lastUsedFrom!: string | null;
  /** @example 'active' */
  state!: 'active' | 'expired' | 'ended';
  /** While the key before still works. */
  rotation!: KeyRotationResponse | null;
  /** @example '2026-11-22T09:00:00.000Z' */
  createdAt!: string;
  /** @example 'Ada Admin' */
  createdBy!: string | null;
}

export class NewApiKeyResponse extends ApiKeyResponse {
  /** Shown this once. @example 'dk_7q2m9fzk4t_…' */
  key!: string;
}

export class ApiKeyListResponse {
  items!: ApiKeyResponse[];
  nextCursor!: string | null;
}

export function toServiceMemberResponse(member: ServiceMemberView): ServiceMemberResponse {
  const { id, name, roles, teamIds, state, openKeys, version } = member;
  return {
    id,
    name,
    roles,
    teamIds,
    state,
    openKeys,
    version,
    lastActiveAt: member.lastActiveAt?.toISOString() ?? null,
  };
}

export function toApiKeyResponse(key: KeyView): ApiKeyResponse {
  const { id, name, prefix, scopes, channelIds, allowedNetworks, lastUsedFrom, state, oldPrefix, oldEndsAt } = key;
  return {
    ...{ id, name, prefix, scopes, channelIds, allowedNetworks, lastUsedFrom, state },
    serviceMember: { id: key.serviceMemberId, name: key.serviceMemberName },
    expiresAt: key.expiresAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    rotation: oldPrefix !== null && oldEndsAt ? { prefix: oldPrefix, endsAt: oldEndsAt.toISOString() } : null,
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdByName,
  };
}

export function toNewApiKeyResponse({ view, key }: ShownKey): NewApiKeyResponse {
  return { ...toApiKeyResponse(view), key };
}
