import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { ConnectorRegistry, type Connector } from '@divan/connectors';
import { AppError, assertIfMatch, Clock, Database, DomainEvents, notFound, type RequestContext } from '@divan/platform';
import { ChannelRepository } from './channel.repository';
import type { Channel } from './channel.types';
import { sharingAmbiguous, unknownTeam } from './channels.errors';
import {
  channelChanged,
  channelDisconnected,
  channelDisconnectedAudit,
  channelSharedAudit,
  reauthorizationNeededAudit,
} from './channels.events';
import { assertChannelAllows } from './rights/channel-rights';
import { toSharing, toTeamAccess, type Sharing, type TeamAccess } from './rights/team-level';

/** Either the teams alone, or the teams with what they may do. */
export interface SharingChange {
  /** Teams that are new may do everything; the others keep their level. */
  teamIds?: readonly string[];
  teamAccess?: readonly TeamAccess[];
}

@Injectable()
export class ChannelsService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  listNetworks(): Connector[] {
    return this.connectors.list();
  }

  listChannels(ctx: RequestContext): Promise<Channel[]> {
    return this.database.read(ctx, (tx) => this.channels.listVisible(tx, ctx));
  }

  async getChannel(ctx: RequestContext, id: string): Promise<Channel> {
    const channel = await this.database.read(ctx, (tx) => this.channels.findVisible(tx, ctx, id));
    if (!channel) throw notFound('channel');
    return channel;
  }

  /** Shares the channel with these teams only, each for what its level says; none means the whole organization. */
  async shareChannel(ctx: RequestContext, id: string, change: SharingChange, ifMatch: string): Promise<Channel> {
    return this.database.transaction(ctx, async (tx) => {
      const before = await this.channels.findVisible(tx, ctx, id);
      if (!before) throw notFound('channel');
      await assertChannelAllows(tx, ctx, id, 'channels:connect');
      assertIfMatch(ifMatch, before.version);
      const after = sharingAfter(before, change);
      if (!after) return before;
      if (!(await this.channels.teamsExist(tx, after.teamIds))) throw unknownTeam();
      const channel = await this.channels.share(tx, id, before.version, after);
      if (!channel) throw new AppError('platform.version_conflict', 412, 'Someone else changed the channel meanwhile.');
      const detail = { teamAccess: toTeamAccess(after) };
      await this.audit.write(tx, ctx, channelSharedAudit, {
        object: { type: 'channel', id },
        detail,
        before: { teamAccess: toTeamAccess(before) },
        after: detail,
      });
      await this.events.publish(tx, ctx, channelChanged, [{ channelId: id }]);
      return channel;
    });
  }

  /** Ends the connection and destroys its credentials. What was received and published through it stays. */
  async disconnectChannel(ctx: RequestContext, id: string): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      await assertChannelAllows(tx, ctx, id, 'channels:connect');
      const channel = await this.channels.changeState(
        tx,
        id,
        ['active', 'needs-reauthorization'],
        'disconnected',
        null,
      );
      if (!channel) return;
      await this.channels.destroyCredentials(tx, id);
      const { network, remoteId, handle } = channel;
      await this.audit.write(tx, ctx, channelDisconnectedAudit, {
        object: { type: 'channel', id },
        detail: { network, remoteId, handle },
      });
      await this.events.publish(tx, ctx, channelDisconnected, [{ channelId: id, network }]);
    });
  }

  /** The network refuses the credentials: nothing is tried again until a person connects the account anew. */
  async requireReauthorization(ctx: RequestContext, id: string, detail: string): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const channel = await this.channels.changeState(tx, id, ['active'], 'needs-reauthorization', detail);
      if (!channel) return;
      await this.audit.write(tx, ctx, reauthorizationNeededAudit, {
        object: { type: 'channel', id },
        detail: { network: channel.network },
      });
      await this.events.publish(tx, ctx, channelChanged, [{ channelId: id }]);
    });
  }

  /** Keeps the channel's health as people see it. @param error null after a good answer */
  async recordHealth(ctx: RequestContext, id: string, error: string | null): Promise<void> {
    await this.database.transaction(ctx, async (tx) => {
      const changed = await this.channels.recordPoll(tx, id, this.clock.now(), error);
      if (changed) await this.events.publish(tx, ctx, channelChanged, [{ channelId: id }]);
    });
  }

  /** Whether the organization is suspended: then nothing is received or sent for it. */
  isPaused(ctx: RequestContext): Promise<boolean> {
    return this.database.read(ctx, async (tx) => !(await this.channels.organizationActive(tx)));
  }

  /** Every active channel of the installation, for schedules. Knows no organization and holds no personal data. */
  listActive(): Promise<{ id: string; organizationId: string; network: string }[]> {
    return this.database.system('channels.list-active', (tx) => this.channels.listActive(tx));
  }
}

/** @returns null where nothing is asked for */
function sharingAfter(before: Sharing, { teamIds, teamAccess }: SharingChange): Sharing | null {
  if (!teamIds && !teamAccess) return null;
  if (teamIds && teamAccess) throw sharingAmbiguous();
  const wanted =
    teamAccess ??
    [...new Set(teamIds)].map((teamId) => ({ teamId, level: before.teamLevels[teamId] ?? ('full' as const) }));
  if (new Set(wanted.map(({ teamId }) => teamId)).size < wanted.length) throw sharingAmbiguous();
  return toSharing(wanted);
}
