import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  ValidateIf,
} from 'class-validator';
import type { MemberView } from './member.read-model';
import type { Profile } from './member.service';

export class MemberResponse {
  /** @example '0199f3a2-7c1e-7b62-9d7a-3f6f0a4c1b22' */
  id!: string;
  /** A service member acts through API keys only. @example 'person' */
  kind!: 'person' | 'service';
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** Null for a service member. @example 'sara@rivertown.example' */
  email!: string | null;
  /** Role ids. @example ['agent'] */
  roles!: string[];
  teamIds!: string[];
  /** @example 'active' */
  state!: 'active' | 'invited' | 'disabled';
  /** @example '2026-11-22T09:00:00.000Z' */
  lastActiveAt!: string | null;
  /** Also the ETag; send it back as If-Match. @example 3 */
  version!: number;
}

export class MemberListResponse {
  items!: MemberResponse[];
  nextCursor!: string | null;
}

export class ChangeMemberRequest {
  /** Role ids; replaces all roles. @example ['agent', 'publisher'] */
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

  /** @example 'disabled' */
  @IsOptional()
  @IsIn(['active', 'disabled'])
  state?: 'active' | 'disabled';
}

export class ProfileMemberResponse {
  id!: string;
  name!: string;
  email!: string;
  /** @example 'fa' */
  locale!: string;
}

export class ProfileOrganizationResponse {
  id!: string;
  /** @example 'City of Rivertown' */
  name!: string;
  /** @example 'America/Chicago' */
  timeZone!: string;
}

export class ProfileResponse {
  member!: ProfileMemberResponse;
  organization!: ProfileOrganizationResponse;
  roles!: string[];
  teamIds!: string[];
  permissions!: string[];
}

export class ChangeProfileRequest {
  /** The language of the screens. @example 'fa' */
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['en', 'fa'])
  locale?: string;
}

export function toMemberResponse(member: MemberView): MemberResponse {
  const { id, kind, name, email, roles, teamIds, state, lastActiveAt, version } = member;
  return {
    id,
    kind,
    name,
    email: kind === 'service' ? null : email,
    roles,
    teamIds,
    state,
    lastActiveAt: lastActiveAt?.toISOString() ?? null,
    version,
  };
}

export function toProfileResponse({ member, organization, permissions }: Profile): ProfileResponse {
  return {
    member: { id: member.id, name: member.name, email: member.email, locale: member.locale },
    organization: { id: organization.id, name: organization.name, timeZone: organization.timeZone },
    roles: member.roles,
    teamIds: member.teamIds,
    permissions,
  };
}
