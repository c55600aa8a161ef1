import { Transform } from 'class-transformer';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { ALL_PERMISSIONS, PERMISSIONS, type Permission } from '../permissions';
import { trimmed } from '../trimmed';
import type { RoleView } from './role.service';

export class CreateRoleRequest {
  /** @example 'Night duty' */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name!: string;

  /** What it is for. @example 'Answers at night; publishes nothing.' */
  @IsOptional()
  @ValidateIf((_, value) => value !== null)
  @Transform(trimmed)
  @IsString()
  @Length(1, 500)
  description?: string | null;

  /** Permission ids, of those that you hold yourself. @example ['inbox:read', 'inbox:reply'] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ALL_PERMISSIONS, { each: true })
  permissions!: string[];
}

export class ChangeRoleRequest {
  /** @example 'Night duty' */
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  name?: string;

  /** Null: none. */
  @IsOptional()
  @ValidateIf((_, value) => value !== null)
  @Transform(trimmed)
  @IsString()
  @Length(1, 500)
  description?: string | null;

  /** Replaces all permissions. @example ['inbox:read', 'inbox:reply'] */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(ALL_PERMISSIONS, { each: true })
  permissions?: string[];
}

export class PermissionResponse {
  /** @example 'inbox:reply' */
  id!: string;
  /** @example 'Answer messages in the name of the organization' */
  description!: string;
}

export class RoleResponse {
  /** A word for a built-in role, a UUID for one of the organization's own. @example 'agent' */
  id!: string;
  /** @example 'Agent' */
  name!: string;
  description!: string | null;
  /** @example ['inbox:read', 'inbox:reply'] */
  permissions!: string[];
  /** Built-in roles are the same everywhere and do not change. */
  builtIn!: boolean;
  /** @example 4 */
  memberCount!: number;
  /** Also the ETag; send it back as If-Match. @example 1 */
  version!: number;
}

export class RoleListResponse {
  items!: RoleResponse[];
  /** What each permission allows, in plain words. */
  permissions!: PermissionResponse[];
}

export function toRoleResponse(role: RoleView): RoleResponse {
  const { id, name, description, permissions, builtIn, memberCount, version } = role;
  return { id, name, description, permissions: [...permissions], builtIn, memberCount, version };
}

export function toRoleList(roles: RoleView[]): RoleListResponse {
  const permissions = Object.entries(PERMISSIONS).map(([id, description]) => ({ id, description }));
  return { items: roles.map(toRoleResponse), permissions };
}

/** Only what the closed list holds passes the request's validation. */
export function toPermissions(ids: string[]): Permission[] {
  return ALL_PERMISSIONS.filter((permission) => ids.includes(permission));
}
