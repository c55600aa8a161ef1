import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import { auditKinds } from './audit-kind';
import { AuditLog, pullAndCursor } from './audit-log.service';
import {
  AuditEventResponse,
  AuditEventsQuery,
  AuditEventsResponse,
  AuditKindsResponse,
  toAuditEventsResponse,
  toAuditEventWithEntry,
  toAuditPullResponse,
} from './audit.dto';

@ApiTags('audit')
@Controller('v1/audit-events')
export class AuditController {
  constructor(private readonly auditLog: AuditLog) {}

  /** Audit events, newest first; with `after`, by leaf index for copies that are kept elsewhere. */
  @Get()
  @RequirePermission('audit:read')
  async list(@Ctx() ctx: RequestContext, @Query() query: AuditEventsQuery): Promise<AuditEventsResponse> {
    const { limit, cursor, after, ...filter } = query;
    if (after === undefined) return toAuditEventsResponse(await this.auditLog.list(ctx, filter, limit, cursor));
    if (cursor !== undefined) throw pullAndCursor();
    return toAuditPullResponse(await this.auditLog.pull(ctx, filter, limit, after));
  }

  /** One audit event with its entry in the log. */
  @Get(':id')
  @RequirePermission('audit:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<AuditEventResponse> {
    return toAuditEventWithEntry(await this.auditLog.get(ctx, id));
  }
}

@ApiTags('audit')
@Controller('v1/audit-kinds')
export class AuditKindsController {
  /** Every kind of audit event that this version of Divan writes. */
  @Get()
  @RequirePermission('audit:read')
  list(): AuditKindsResponse {
    const kinds = auditKinds();
    return {
      items: [...new Set(kinds.map(({ name }) => name))].map((name) => ({
        name,
        versions: kinds.filter((kind) => kind.name === name).map(({ version }) => version),
      })),
    };
  }
}
