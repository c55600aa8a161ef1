import type { PublishLimits } from '@divan/connectors';
import { visibleChannelsSql } from '@divan/channels';
import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '@divan/platform';

/** What composing and showing posts needs of a channel; no credentials. */
export interface PostChannel {
  id: string;
  network: string;
  handle: string;
  state: 'active' | 'needs-reauthorization' | 'disconnected';
  limits: PublishLimits | null;
}

@Injectable()
export class PostChannelReadModel {
  /** Those of the asked for that the actor may see. */
  async findMany(tx: Tx, ctx: RequestContext, ids: readonly string[]): Promise<Map<string, PostChannel>> {
    if (ids.length === 0) return new Map();
    const visible = visibleChannelsSql(ctx, 'ch', 2);
    const rows = await tx.query<PostChannel>(
      `SELECT ch.id, ch.network, ch.handle, ch.state, ch.limits FROM channels ch
        WHERE ch.id = ANY($1::uuid[]) AND ${visible.sql}`,
      [ids, ...visible.params],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
