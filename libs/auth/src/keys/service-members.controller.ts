import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, IfMatch, PageQuery, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import {
  ChangeServiceMemberRequest,
  CreateServiceMemberRequest,
  ServiceMemberListResponse,
  ServiceMemberResponse,
  toServiceMemberResponse,
} from './keys.dto';
import { ServiceMembersService } from './service-members.service';

@ApiTags('api-keys')
@ApiBearerAuth()
@RequirePermission('keys:manage')
@Controller('v1/service-members')
export class ServiceMembersController {
  constructor(private readonly members: ServiceMembersService) {}

  /** The programs that may use the API, by name. */
  @Get()
  @ApiOperation({ summary: 'List service members' })
  async list(@Ctx() ctx: RequestContext, @Query() query: PageQuery): Promise<ServiceMemberListResponse> {
    const { items, nextCursor } = await this.members.list(ctx, query);
    return { items: items.map(toServiceMemberResponse), nextCursor };
  }

  /** A program as a member, with roles and teams. It cannot sign in; give it an API key. */
  @Post()
  @StepUp()
  @Idempotent()
  @ApiOperation({ summary: 'Add a service member' })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateServiceMemberRequest): Promise<ServiceMemberResponse> {
    return toServiceMemberResponse(await this.members.create(ctx, body));
  }

  @Patch(':id')
  @StepUp()
  @ApiOperation({ summary: 'Change a service member' })
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeServiceMemberRequest,
  ): Promise<ServiceMemberResponse> {
    return toServiceMemberResponse(await this.members.change(ctx, id, ifMatch, body));
  }

  /** Disables it and ends its keys for good. It stays in the list, because the log names it. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Disable a service member' })
  disable(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.members.disable(ctx, id);
  }
}
