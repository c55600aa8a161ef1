import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  Clock,
  cursorTime,
  Database,
  decodeCursor,
  DomainEvents,
  newId,
  notFound,
  pageOf,
  type Page,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { z } from 'zod';
import { assertReachesTeams } from '@divan/accounts';
import { TokenKeys } from '../token-keys';
import { ApiKeyReadModel, type KeyView } from './api-key.read-model';
import { ApiKeyRepository, type ApiKey } from './api-key.repository';
import { newKey } from './key-format';
import { assertExpiry, assertScopesFitChannels, assertScopesGrantable, networksOf } from './key-rules';
import { keyEnded, keyFieldInvalid, serviceMemberDisabled } from './keys.errors';
import { keyBoundToChannels, keyCreatedAudit, keyEndedAudit, keyRotatedAudit } from './keys.events';
import { auditingRefusals } from './refusals';
import { ServiceMemberReadModel } from './service-member.read-model';

export interface NewApiKey {
  serviceMemberId: string;
  name: string;
  scopes: string[];
  channelIds: string[] | null;
  allowedNetworks: string[] | null;
  expiresAt: Date;
}

export interface Rotation {
  /** For how long the secret before goes on working. */
  overlapHours: number;
  /** Unchanged where it is left out. */
  expiresAt?: Date | undefined;
}

/** A key, and its secret for the one time that it is shown. */
export interface ShownKey {
  view: KeyView;
  key: string;
}

const HOUR_MS = 60 * 60 * 1000;
const cursorSchema = z.object({ at: cursorTime, id: z.uuid() });

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly tokenKeys: TokenKeys,
    private readonly keys: ApiKeyRepository,
    private readonly views: ApiKeyReadModel,
    private readonly serviceMembers: ServiceMemberReadModel,
  ) {}

  /** The newest first, the ended ones too. */
  list(
    ctx: RequestContext,
    query: { limit: number; cursor?: string; serviceMemberId?: string },
  ): Promise<Page<KeyView>> {
    const after = decodeCursor(query.cursor, cursorSchema);
    return this.database.read(ctx, async (tx) => {
      const position = after && { at: new Date(after.at), id: after.id };
      const rows = await this.views.list(tx, this.clock.now(), query, position, query.limit + 1);
      return pageOf(
        rows,
        query.limit,
        ({ createdAt, id }) => ({ at: createdAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  async get(ctx: RequestContext, id: string): Promise<KeyView> {
    return this.database.read(ctx, (tx) => this.view(tx, id));
  }

  /** @throws 403 for a scope that one does not hold, and for teams that one does not reach; 422 naming the field; 409 for a disabled service member */
  create(ctx: RequestContext, input: NewApiKey): Promise<ShownKey> {
    return this.changing(ctx, { type: 'member', id: input.serviceMemberId }, async (tx) => {
      const now = this.clock.now();
      assertScopesGrantable(ctx, input.scopes);
      assertScopesFitChannels(input.scopes, input.channelIds);
      assertExpiry(input.expiresAt, now);
      const allowedNetworks = networksOf(input.allowedNetworks);
      const member = await this.serviceMembers.find(tx, now, input.serviceMemberId);
      if (!member) throw keyFieldInvalid('/serviceMemberId', 'is no service member', 'unknown');
      assertReachesTeams(ctx, member.teamIds);
      if (member.state !== 'active') throw serviceMemberDisabled();
      const { organizationId } = ctx;
      const { name, scopes, channelIds, expiresAt, serviceMemberId: memberId } = input;
      const fixed = { id: newId(), createdAt: now, createdBy: ctx.actor.id, endedAt: null };
      const key: ApiKey = { ...fixed, organizationId, memberId, name, scopes, channelIds, allowedNetworks, expiresAt };
      if (channelIds) await this.events.publish(tx, ctx, keyBoundToChannels, [{ keyId: key.id, channelIds }]);
      await this.keys.insert(tx, key);
      const shown = await this.addSecret(tx, ctx, key, now);
      await this.audit.write(tx, ctx, keyCreatedAudit, {
        object: { type: 'api-key', id: key.id },
        detail: {
          serviceMemberId: memberId,
          scopes,
          channelIds,
          allowedNetworks,
          expiresAt: expiresAt.toISOString(),
          prefix: shown.view.prefix,
        },
      });
      return shown;
    });
  }

  /**
   * Gives a key a new secret; the one before ends after the overlap. Whoever rotates gets to know a working key, so that
   * they must hold what it may do, and reach the teams of its service member.
   */
  rotate(ctx: RequestContext, id: string, { overlapHours, expiresAt }: Rotation): Promise<ShownKey> {
    return this.changing(ctx, { type: 'api-key', id }, async (tx) => {
      const now = this.clock.now();
      const key = await this.keys.lock(tx, id);
      if (!key) throw notFound('API key');
      if (key.endedAt || key.expiresAt <= now) throw keyEnded();
      assertScopesGrantable(ctx, key.scopes);
      await this.assertWithinReach(tx, ctx, key);
      if (expiresAt) {
        assertExpiry(expiresAt, now);
        await this.keys.setExpiry(tx, id, expiresAt);
      }
      await this.keys.endSecrets(tx, id, new Date(now.getTime() + overlapHours * HOUR_MS));
      const shown = await this.addSecret(tx, ctx, key, now);
      await this.audit.write(tx, ctx, keyRotatedAudit, {
        object: { type: 'api-key', id },
        detail: { prefix: shown.view.prefix, overlapHours, expiresAt: shown.view.expiresAt.toISOString() },
      });
      return shown;
    });
  }

  /** Ends a key on every process, with all its secrets and the tokens issued for them. */
  end(ctx: RequestContext, id: string): Promise<void> {
    return this.changing(ctx, { type: 'api-key', id }, async (tx) => {
      const key = await this.keys.lock(tx, id);
      if (!key) throw notFound('API key');
      if (key.endedAt) return;
      await this.assertWithinReach(tx, ctx, key);
      await this.keys.end(tx, id, this.clock.now());
      await this.audit.write(tx, ctx, keyEndedAudit, {
        object: { type: 'api-key', id },
        detail: { serviceMemberId: key.memberId },
      });
    });
  }

  /** In the transaction that disabled their service member. */
  async endAllOf(tx: Tx, ctx: RequestContext, memberId: string): Promise<void> {
    const ended = await this.keys.endAllOf(tx, memberId, this.clock.now());
    const items = ended.map((id) => ({ object: { type: 'api-key', id }, detail: { serviceMemberId: memberId } }));
    await this.audit.writeMany(tx, ctx, keyEndedAudit, items);
  }

  private async assertWithinReach(tx: Tx, ctx: RequestContext, { memberId }: ApiKey): Promise<void> {
    assertReachesTeams(ctx, (await this.serviceMembers.find(tx, this.clock.now(), memberId))?.teamIds ?? []);
  }

  private async addSecret(tx: Tx, ctx: RequestContext, key: ApiKey, now: Date): Promise<ShownKey> {
    const made = newKey((value) => this.tokenKeys.mac('api-key-seal', value));
    const hash = this.tokenKeys.mac('api-key', made.key);
    const secret = { id: newId(), prefix: made.prefix, hash, createdAt: now, createdBy: ctx.actor.id };
    await this.keys.insertSecret(tx, key, secret);
    return { view: await this.view(tx, key.id), key: made.key };
  }

  private async view(tx: Tx, id: string): Promise<KeyView> {
    const view = await this.views.find(tx, this.clock.now(), id);
    if (!view) throw notFound('API key');
    return view;
  }

  private changing<T>(
    ctx: RequestContext,
    object: { type: 'api-key' | 'member'; id: string },
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    return auditingRefusals(this.audit, ctx, object, () => this.database.transaction(ctx, work));
  }
}
