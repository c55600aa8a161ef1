import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Idempotent, IfMatch, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import {
  AuditForwarderResponse,
  AuditForwardersResponse,
  CreateForwarderRequest,
  ForwarderTestResponse,
  toForwarderResponse,
  UpdateForwarderRequest,
} from './forwarder.dto';
import { ForwardersService } from './forwarders.service';

@ApiTags('audit')
@Controller('v1/audit-forwarders')
export class ForwardersController {
  constructor(private readonly forwarders: ForwardersService) {}

  /** Where audit events are sent besides, and how far that has got. */
  @Get()
  @RequirePermission('organization:manage')
  async list(@Ctx() ctx: RequestContext): Promise<AuditForwardersResponse> {
    return { items: (await this.forwarders.list(ctx)).map(toForwarderResponse), nextCursor: null };
  }

  /** Sends every audit event from now on, or from the first, to a syslog receiver or a collector. */
  @Post()
  @Idempotent()
  @RequirePermission('organization:manage')
  @StepUp()
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateForwarderRequest): Promise<AuditForwarderResponse> {
    return toForwarderResponse(await this.forwarders.create(ctx, body));
  }

  @Get(':id')
  @RequirePermission('organization:manage')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<AuditForwarderResponse> {
    return toForwarderResponse(await this.forwarders.get(ctx, id));
  }

  @Patch(':id')
  @RequirePermission('organization:manage')
  @StepUp()
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: UpdateForwarderRequest,
  ): Promise<AuditForwarderResponse> {
    return toForwarderResponse(await this.forwarders.change(ctx, id, body, ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('organization:manage')
  @StepUp()
  async remove(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<void> {
    await this.forwarders.remove(ctx, id, ifMatch);
  }

  /** Sends a test message now. */
  @Post(':id/test')
  @HttpCode(200)
  @RequirePermission('organization:manage')
  test(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ForwarderTestResponse> {
    return this.forwarders.test(ctx, id);
  }
}
