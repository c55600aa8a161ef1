import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import {
  ConnectorError,
  ConnectorRegistry,
  type ConnectedAccount,
  type Connector,
  type JsonObject,
  type PublishLimits,
} from '@divan/connectors';
import {
  Clock,
  Config,
  Database,
  DomainEvents,
  newId,
  platformConfig,
  SecretBox,
  type RequestContext,
} from '@divan/platform';
import { ChannelAccessService } from './channel-access.service';
import { ChannelAuthorizationRepository } from './channel-authorization.repository';
import { ChannelRepository } from './channel.repository';
import type { Channel } from './channel.types';
import { authorizationGone, checkSettings, connectionFailed, unknownNetwork, wrongMethod } from './channels.errors';
import {
  authorizationBegunAudit,
  channelConnected,
  channelConnectedAudit,
  connectionFailedAudit,
} from './channels.events';
import { assertChannelAllows } from './rights/channel-rights';

const PENDING_MINUTES = 10;
const PENDING_PURPOSE = 'channels.authorization';

/** Links accounts: by credentials, or by authorizing Divan on the network and coming back. */
@Injectable()
export class ChannelConnectionService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRepository,
    private readonly authorizations: ChannelAuthorizationRepository,
    private readonly access: ChannelAccessService,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: SecretBox,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async connectByCredentials(
    ctx: RequestContext,
    network: string,
    settings: Record<string, unknown>,
  ): Promise<Channel> {
    const connector = this.connector(network);
    const { connect } = connector;
    if (connect.method !== 'credentials') throw wrongMethod(connect.method);
    const input = checkSettings(connect.fields, settings);
    return this.link(ctx, connector, () => connect.connect(input));
  }

  async beginAuthorization(
    ctx: RequestContext,
    network: string,
    settings: Record<string, unknown>,
  ): Promise<{ id: string; authorizationUrl: string }> {
    const { connect, id: networkId } = this.connector(network);
    if (connect.method !== 'oauth') throw wrongMethod(connect.method);
    const input = checkSettings(connect.fields, settings);
    const state = randomBytes(32).toString('base64url');
    const begun = await this.calling(ctx, networkId, () =>
      connect.begin({ settings: input, redirectUri: this.redirectUri(), state }),
    );
    const id = newId();
    const now = this.clock.now();
    await this.database.transaction(ctx, async (tx) => {
      await this.authorizations.insert(tx, {
        id,
        stateHash: hash(state),
        actorId: ctx.actor.id,
        network,
        sealed: this.secrets.seal(JSON.stringify(begun.pending), PENDING_PURPOSE),
        expiresAt: new Date(now.getTime() + PENDING_MINUTES * 60_000),
        now,
      });
      await this.audit.write(tx, ctx, authorizationBegunAudit, {
        object: { type: 'channel-authorization', id },
        detail: { network },
      });
    });
    return { id, authorizationUrl: begun.authorizationUrl };
  }

  /** The way back: the state is used up before the network is asked, so a code is never redeemed twice. */
  async completeAuthorization(ctx: RequestContext, state: string, code: string): Promise<Channel> {
    const now = this.clock.now();
    const pending = await this.database.transaction(ctx, (tx) =>
      this.authorizations.take(tx, hash(state), ctx.actor.id, now),
    );
    if (!pending) throw authorizationGone();
    const connector = this.connector(pending.network);
    const { connect } = connector;
    if (connect.method !== 'oauth') throw wrongMethod(connect.method);
    const remembered = JSON.parse(this.secrets.open(pending.sealed, PENDING_PURPOSE).toString('utf8')) as JsonObject;
    return this.link(ctx, connector, () =>
      connect.complete({ pending: remembered, code, redirectUri: this.redirectUri() }),
    );
  }

  private async link(
    ctx: RequestContext,
    connector: Connector,
    connect: () => Promise<ConnectedAccount>,
  ): Promise<Channel> {
    const { account, limits } = await this.calling(ctx, connector.id, async () => {
      const connected = await connect();
      return { account: connected, limits: await this.test(connector, connected) };
    });
    return this.database.transaction(ctx, async (tx) => {
      const now = this.clock.now();
      const channel = await this.channels.connect(tx, { id: newId(), network: connector.id, account, limits, now });
      // An account that is connected already is a channel whose sharing says who may touch it.
      await assertChannelAllows(tx, ctx, channel.id, 'channels:connect');
      await this.channels.saveCredentials(tx, channel.id, this.access.seal(channel.id, account.credentials), now);
      const { network, remoteId, handle } = channel;
      await this.audit.write(tx, ctx, channelConnectedAudit, {
        object: { type: 'channel', id: channel.id },
        detail: { network, remoteId, handle },
      });
      await this.events.publish(tx, ctx, channelConnected, [{ channelId: channel.id, network, remoteId, handle }]);
      return channel;
    });
  }

  /** A first call with the new credentials: what cannot even read its limits is not connected. */
  private async test(connector: Connector, account: ConnectedAccount): Promise<PublishLimits | null> {
    if (!connector.publish) return null;
    return connector.publish.limits({
      channelId: newId(),
      remoteId: account.remoteId,
      handle: account.handle,
      credentials: account.credentials,
      settings: account.settings,
      saveCredentials: (next) => {
        account.credentials = next;
        return Promise.resolve();
      },
    });
  }

  private async calling<T>(ctx: RequestContext, network: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      await this.database.transaction(ctx, (tx) =>
        this.audit.write(tx, ctx, connectionFailedAudit, {
          object: { type: 'network', id: network },
          outcome: 'failure',
          reason: error.kind,
          detail: { network, kind: error.kind },
        }),
      );
      throw connectionFailed(error);
    }
  }

  private connector(network: string): Connector {
    const connector = this.connectors.list().find((candidate) => candidate.id === network);
    if (!connector) throw unknownNetwork(network);
    return connector;
  }

  private redirectUri(): string {
    return `${this.config.get(platformConfig).WEB_URL.replace(/\/+$/, '')}/settings/channels/authorized`;
  }
}

function hash(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}
