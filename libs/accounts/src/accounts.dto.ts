import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { Transform } from 'class-transformer';
import type { InvitationLink } from './invitations/invitation.service';
import type { MemberView } from './members/member.read-model';
import type { Profile } from './members/member.service';

const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim() : value;

export class MemberResponse {
  /** @example '0199f3a2-7c1e-7b62-9d7a-3f6f0a4c1b22' */
  id!: string;
  /** A service member acts through API keys only. @example 'person' */
  kind!: 'person' | 'service';
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** @example 'sara@rivertown.example' */
  email!: string;
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

export class CreateInvitationRequest {
  /** @example 'sara@rivertown.example' */
  @Transform(trimmed)
  @IsEmail()
  @MaxLength(254)
  email!: string;

  /** @example 'Sara Ahmadi' */
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

export class InvitationResponse {
  id!: string;
  /** Shown this once. @example 'https://divan.example/invitations/6yJ…' */
  link!: string;
  /** @example '2026-11-29T09:00:00.000Z' */
  expiresAt!: string;
}

export class CreateTeamRequest {
  /** @example 'Communications' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;
}

export class TeamResponse {
  id!: string;
  /** @example 'Communications' */
  name!: string;
  /** @example 4 */
  memberCount!: number;
}

export class TeamListResponse {
  items!: TeamResponse[];
}

export class PermissionResponse {
  /** @example 'inbox:reply' */
  id!: string;
  /** @example 'Answer messages in the name of the organization' */
  description!: string;
}

export class RoleResponse {
  /** @example 'agent' */
  id!: string;
  /** @example 'Agent' */
  name!: string;
  /** @example ['inbox:read', 'inbox:reply'] */
  permissions!: string[];
}

export class RoleListResponse {
  items!: RoleResponse[];
  /** What each permission allows, in plain words. */
  permissions!: PermissionResponse[];
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
  return { id, kind, name, email, roles, teamIds, state, lastActiveAt: lastActiveAt?.toISOString() ?? null, version };
}

export function toInvitationResponse({ id, link, expiresAt }: InvitationLink): InvitationResponse {
  return { id, link, expiresAt: expiresAt.toISOString() };
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
