import { Injectable } from '@nestjs/common';
import { teamDeleted } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import { ChannelRepository } from '../channel.repository';
import { teamInUse } from '../channels.errors';

/** A channel whose last team went would be everybody's: first its sharing has to change. */
@Injectable()
export class TeamDeletionListener {
  constructor(private readonly channels: ChannelRepository) {}

  @OnEvent(teamDeleted)
  async refuseWhileShared(tx: Tx, _ctx: RequestContext, items: { teamId: string }[]): Promise<void> {
    for (const { teamId } of items) {
      const count = await this.channels.countSharedWith(tx, teamId);
      if (count > 0) throw teamInUse(count);
    }
  }
}
