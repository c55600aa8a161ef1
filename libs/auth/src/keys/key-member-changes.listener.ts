import { Injectable } from '@nestjs/common';
import { memberChanged } from '@divan/accounts';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import type { z } from 'zod';
import { ApiKeysService } from './api-keys.service';

/** A disabled service member's keys end with it, and do not come back when it does: somebody may have kept one. */
@Injectable()
export class KeyMemberChangesListener {
  constructor(private readonly keys: ApiKeysService) {}

  @OnEvent(memberChanged)
  async onMemberChanged(
    tx: Tx,
    ctx: RequestContext,
    items: z.infer<(typeof memberChanged)['schema']>[],
  ): Promise<void> {
    for (const { memberId, state } of items) if (state === 'disabled') await this.keys.endAllOf(tx, ctx, memberId);
  }
}
