import { Injectable } from '@nestjs/common';
import { ConnectorRegistry, type ChannelAccess, type Connector, type JsonObject } from '@divan/connectors';
import { Clock, Database, notFound, SecretBox, type RequestContext, type Tx } from '@divan/platform';
import { ChannelRepository } from './channel.repository';
import type { Channel } from './channel.types';
import { notActive } from './channels.errors';

export interface OpenChannel {
  connector: Connector;
  channel: Channel;
  /** Holds the opened credentials: for the length of a call, never stored, never logged. */
  access: ChannelAccess;
}

/** Hands features above a channel together with what is needed to speak for it. */
@Injectable()
export class ChannelAccessService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  /**
   * @param tx null: reads in a transaction of its own, which is right before a call to the network
   * @throws 404 when the actor may not see the channel; 409 `channels.channel_not_active` when it has no working credentials
   */
  async access(ctx: RequestContext, tx: Tx | null, channelId: string): Promise<OpenChannel> {
    if (!tx) return this.database.read(ctx, (read) => this.access(ctx, read, channelId));
    const channel = await this.get(ctx, tx, channelId);
    if (channel.state !== 'active') throw notActive(channel.state);
    // The backstop: whatever forgot to ask, nothing goes out for an organization that is suspended.
    if (!(await this.channels.organizationActive(tx))) throw notActive('suspended');
    const sealed = await this.channels.findCredentials(tx, channelId);
    if (!sealed) throw notActive('disconnected');
    return {
      connector: this.connectors.get(channel.network),
      channel,
      access: {
        channelId,
        remoteId: channel.remoteId,
        handle: channel.handle,
        credentials: this.open(channelId, sealed),
        settings: channel.settings,
        saveCredentials: (next) => this.save(ctx, channelId, next),
      },
    };
  }

  /** The channel without its credentials. @throws 404 */
  async get(ctx: RequestContext, tx: Tx, channelId: string): Promise<Channel> {
    const channel = await this.channels.findVisible(tx, ctx, channelId);
    if (!channel) throw notFound('channel');
    return channel;
  }

  seal(channelId: string, credentials: JsonObject): string {
    return this.secrets.seal(JSON.stringify(credentials), purpose(channelId));
  }

  private open(channelId: string, sealed: string): JsonObject {
    return JSON.parse(this.secrets.open(sealed, purpose(channelId)).toString('utf8')) as JsonObject;
  }

  private async save(ctx: RequestContext, channelId: string, next: JsonObject): Promise<void> {
    // A channel that was disconnected meanwhile stays without credentials.
    await this.database.transaction(ctx, (tx) =>
      this.channels.replaceCredentials(tx, channelId, this.seal(channelId, next), this.clock.now()),
    );
  }
}

/** Bound to the channel, so that a sealed value copied to another row does not open. */
function purpose(channelId: string): string {
  return `channels.credentials/${channelId}`;
}
