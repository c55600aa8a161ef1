import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsEmail, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import { trimmed } from '../trimmed';
import type { ListedInvitation } from './invitation.repository';
import type { InvitationLink } from './invitation.service';

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

  /** Role ids, of roles that hold nothing beyond your own permissions. @example ['agent'] */
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
  /**
   * Null where the installation sends mail: then only the person who is invited gets the link. Otherwise shown this once,
   * to be handed over in person. @example 'https://divan.example/invitations/6yJ…'
   */
  link!: string | null;
  /** @example '2026-11-29T09:00:00.000Z' */
  expiresAt!: string;
}

export class InvitedByResponse {
  id!: string;
  /** @example 'Amelia Stone' */
  name!: string;
}

export class PendingInvitationResponse {
  id!: string;
  /** @example 'sara@rivertown.example' */
  email!: string;
  /** @example 'Sara Ahmadi' */
  name!: string;
  /** Role ids. @example ['agent'] */
  roles!: string[];
  teamIds!: string[];
  /** Null where no member invited: the first administrator of an organization. */
  invitedBy!: InvitedByResponse | null;
  /** @example '2026-11-22T09:00:00.000Z' */
  createdAt!: string;
  /** @example '2026-11-29T09:00:00.000Z' */
  expiresAt!: string;
}

export class PendingInvitationListResponse {
  items!: PendingInvitationResponse[];
}

export function toInvitationResponse({ id, link, expiresAt }: InvitationLink): InvitationResponse {
  return { id, link, expiresAt: expiresAt.toISOString() };
}

export function toPendingInvitationResponse(invitation: ListedInvitation): PendingInvitationResponse {
  const { id, email, name, roles, teamIds, inviterId, inviterName, createdAt, expiresAt } = invitation;
  return {
    id,
    email,
    name,
    roles,
    teamIds,
    invitedBy: inviterId !== null && inviterName !== null ? { id: inviterId, name: inviterName } : null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}
