import { Transform } from 'class-transformer';
import { IsOptional, IsString, Length } from 'class-validator';
import { trimmed } from '../trimmed';
import type { Organization } from './organization.repository';

export class ChangeOrganizationRequest {
  /** @example 'City of Rivertown' */
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @Length(1, 200)
  name?: string;

  /** An IANA time zone. @example 'America/Chicago' */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  timeZone?: string;
}

export class OrganizationResponse {
  id!: string;
  /** @example 'City of Rivertown' */
  name!: string;
  /** @example 'America/Chicago' */
  timeZone!: string;
  /** @example '2026-11-22T09:00:00.000Z' */
  createdAt!: string;
  /** When the first setup was finished; null while it waits. */
  setupDoneAt!: string | null;
  /** Also the ETag; send it back as If-Match. @example 2 */
  version!: number;
}

export class OwnOrganizationResponse {
  id!: string;
  /** @example 'City of Rivertown' */
  name!: string;
  current!: boolean;
  /** Whether its policy lets sessions of other organizations go on there. */
  switchable!: boolean;
}

export class OwnOrganizationListResponse {
  items!: OwnOrganizationResponse[];
}

export function toOrganizationResponse(organization: Organization): OrganizationResponse {
  const { id, name, timeZone, createdAt, setupDoneAt, version } = organization;
  return {
    id,
    name,
    timeZone,
    createdAt: createdAt.toISOString(),
    setupDoneAt: setupDoneAt?.toISOString() ?? null,
    version,
  };
}
