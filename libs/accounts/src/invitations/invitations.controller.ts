import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { InvitationService } from './invitation.service';
import {
  CreateInvitationRequest,
  InvitationResponse,
  PendingInvitationListResponse,
  toInvitationResponse,
  toPendingInvitationResponse,
} from './invitations.dto';
import { OpenInvitations } from './open-invitations.service';

@ApiTags('accounts')
@ApiBearerAuth()
@Controller('v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationService,
    private readonly open: OpenInvitations,
  ) {}

  /**
   * Invites a person: the link is mailed to the address, works once, for seven days and for this address only; inviting
   * again replaces it. Only an installation that sends no mail shows a link here, once. Not repeatable by
   * Idempotency-Key: the stored answer would hold a working link.
   */
  @Post()
  @RequirePermission('members:manage')
  @StepUp()
  @ApiOperation({ summary: 'Invite a member' })
  async invite(@Ctx() ctx: RequestContext, @Body() body: CreateInvitationRequest): Promise<InvitationResponse> {
    return toInvitationResponse(await this.invitations.inviteMember(ctx, body));
  }

  /** Invitations that are not accepted, replaced, voided or expired, the newest first. */
  @Get()
  @RequirePermission('members:manage')
  @ApiOperation({ summary: 'List open invitations' })
  async list(@Ctx() ctx: RequestContext): Promise<PendingInvitationListResponse> {
    return { items: (await this.open.list(ctx)).map(toPendingInvitationResponse) };
  }

  /** The link stops working at once. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('members:manage')
  @ApiOperation({ summary: 'Void an invitation' })
  void(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.open.voidInvitation(ctx, id);
  }
}
