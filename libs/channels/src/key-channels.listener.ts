import { Injectable } from '@nestjs/common';
import { keyBoundToChannels, keyFieldInvalid } from '@divan/auth';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import { visibleChannelsSql } from './channel-visibility';

/** A key is bound only to channels that whoever makes it sees. */
@Injectable()
export class KeyChannelsListener {
  @OnEvent(keyBoundToChannels)
  async onKeyBound(tx: Tx, ctx: RequestContext, items: { channelIds: string[] }[]): Promise<void> {
    const ids = items.flatMap(({ channelIds }) => channelIds);
    const visible = visibleChannelsSql(ctx, 'ch', 3);
    const rows = await tx.query<{ id: string }>(
      `SELECT ch.id FROM channels ch WHERE ch.organization_id = $1 AND ch.id = ANY($2::uuid[]) AND ${visible.sql}`,
      [ctx.organizationId, ids, ...visible.params],
    );
    const unknown = ids.findIndex((id) => !rows.some((row) => row.id === id.toLowerCase()));
    if (unknown >= 0) throw keyFieldInvalid(`/channelIds/${unknown}`, 'is no channel that you see', 'unknown');
  }
}
