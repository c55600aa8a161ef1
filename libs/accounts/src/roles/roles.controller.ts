import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, IfMatch, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { RoleService } from './role.service';
import {
  ChangeRoleRequest,
  CreateRoleRequest,
  RoleListResponse,
  RoleResponse,
  toPermissions,
  toRoleList,
  toRoleResponse,
} from './roles.dto';

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1/roles')
export class RolesController {
  constructor(private readonly roles: RoleService) {}

  /** The roles with their permissions, and what each permission means. */
  @Get()
  @RequirePermission('members:read')
  @ApiOperation({ summary: 'List roles and permissions' })
  async list(@Ctx() ctx: RequestContext): Promise<RoleListResponse> {
    return toRoleList(await this.roles.list(ctx));
  }

  /** Makes a role of the organization's own, from permissions that you hold yourself. */
  @Post()
  @RequirePermission('members:manage')
  @StepUp()
  @Idempotent()
  @ApiOperation({ summary: 'Make a role' })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateRoleRequest): Promise<RoleResponse> {
    const { name, description = null, permissions } = body;
    return toRoleResponse(await this.roles.create(ctx, { name, description, permissions: toPermissions(permissions) }));
  }

  /** Changes a role of the organization's own, for everybody who holds it and at once. */
  @Patch(':id')
  @RequirePermission('members:manage')
  @StepUp()
  @ApiOperation({ summary: 'Change a role' })
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id') id: string,
    @IfMatch() ifMatch: string,
    @Body() { name, description, permissions }: ChangeRoleRequest,
  ): Promise<RoleResponse> {
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(permissions === undefined ? {} : { permissions: toPermissions(permissions) }),
    };
    return toRoleResponse(await this.roles.change(ctx, id, ifMatch, change));
  }

  /** Removes a role that nobody holds. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('members:manage')
  @StepUp()
  @ApiOperation({ summary: 'Remove a role' })
  delete(@Ctx() ctx: RequestContext, @Param('id') id: string, @IfMatch() ifMatch: string): Promise<void> {
    return this.roles.delete(ctx, id, ifMatch);
  }
}
