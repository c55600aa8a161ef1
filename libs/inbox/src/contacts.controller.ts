import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import { ConversationsService } from './conversations.service';
import { ContactResponse } from './inbox.dto';

@ApiTags('contacts')
@ApiBearerAuth()
@Controller('v1/contacts')
export class ContactsController {
  constructor(private readonly conversations: ConversationsService) {}

  /** A person of the public, over all networks. Reading this is audited. */
  @Get(':id')
  @RequirePermission('contacts:read')
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ContactResponse> {
    const { contact, conversations } = await this.conversations.viewContact(ctx, id);
    const items = conversations.map(
      ({ id: conversationId, channelId, lastMessageText: subject, lastMessageAt, status }) => {
        return { id: conversationId, channelId, subject, lastMessageAt: lastMessageAt.toISOString(), status };
      },
    );
    return { ...contact, conversations: items };
  }
}
