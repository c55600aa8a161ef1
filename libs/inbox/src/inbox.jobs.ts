import { Injectable } from '@nestjs/common';
import { channelConnected, ChannelsService, type ChannelConnected } from '@divan/channels';
import { JobHandler, OnEvent, Periodic, type JobRun, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { InboxPolling, POLL_CHANNEL } from './inbox-polling.service';
import { InboxStreams } from './inbox-streams.service';
import { ReplyDeliveryService, SEND_REPLY } from './reply-delivery.service';

const pollPayload = z.object({ organizationId: z.uuid(), channelId: z.uuid() });
const replyPayload = z.object({ organizationId: z.uuid(), messageId: z.uuid() });

@Injectable()
export class InboxJobs {
  constructor(
    private readonly polling: InboxPolling,
    private readonly streams: InboxStreams,
    private readonly delivery: ReplyDeliveryService,
    private readonly channels: ChannelsService,
  ) {}

  @JobHandler(POLL_CHANNEL, pollPayload)
  async pollChannel(payload: z.infer<typeof pollPayload>, { ctx, signal }: JobRun): Promise<void> {
    const open = await this.polling.pollChannel(ctx, payload.channelId, signal);
    if (open) await this.streams.follow(ctx, open);
  }

  @JobHandler(SEND_REPLY, replyPayload)
  async sendReply(payload: z.infer<typeof replyPayload>, { ctx }: JobRun): Promise<void> {
    // What waits goes out when the organization is resumed.
    if (await this.channels.isPaused(ctx)) return;
    await this.delivery.deliver(ctx, payload.messageId);
  }

  @OnEvent(channelConnected)
  async beginPolling(tx: Tx, ctx: RequestContext, channels: ChannelConnected[]): Promise<void> {
    for (const { channelId } of channels) await this.polling.pollNow(tx, ctx, channelId);
  }

  @Periodic('inbox.ensure-polling', 10_000)
  async ensurePolling(): Promise<void> {
    await this.polling.ensurePolling();
  }

  @Periodic('inbox.recover-replies', 5000)
  async recoverReplies(): Promise<void> {
    await this.delivery.recover();
  }
}
