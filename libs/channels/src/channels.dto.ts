import type { Connector } from '@divan/connectors';
import type { RequestContext } from '@divan/platform';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { Channel } from './channel.types';
import { levelOf, TEAM_LEVELS, toTeamAccess, type TeamLevel } from './rights/team-level';

export class ConnectChannelRequest {
  /** Id of the network, from GET /v1/networks. @example "bluesky" */
  @IsString()
  @MaxLength(40)
  network!: string;
  /** What the network asks for, by field name. @example {"identifier": "rivertown.example", "password": "xxxx-xxxx-xxxx-xxxx"} */
  @IsObject()
  settings!: Record<string, unknown>;
}

export class CompleteAuthorizationRequest {
  /** As the network sent it back. */
  @IsString()
  @MaxLength(500)
  state!: string;
  /** As the network sent it back. */
  @IsString()
  @MaxLength(4000)
  code!: string;
}

export class TeamAccessRequest {
  @IsUUID()
  teamId!: string;

  /**
   * Each includes those before: `read`; `respond` also answers, assigns and resolves; `publish` also writes and submits
   * posts; `full` is all that the members' roles allow.
   * @example "respond"
   */
  @IsIn(TEAM_LEVELS)
  level!: TeamLevel;
}

export class UpdateChannelRequest {
  /** The teams that see the channel; empty means the whole organization. Teams keep what they may do here. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsUUID(undefined, { each: true })
  teamIds?: string[];

  /** Instead of teamIds: the teams that see the channel, each with what it may do here. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => TeamAccessRequest)
  teamAccess?: TeamAccessRequest[];
}

export class AuthorizationResponse {
  id!: string;
  /** Where the member authorizes Divan. @example "https://mastodon.example/oauth/authorize?client_id=…" */
  authorizationUrl!: string;
}

export class ConnectFieldResponse {
  /** @example "identifier" */
  name!: string;
  /** @example "Handle" */
  label!: string;
  kind!: 'text' | 'url' | 'password';
  required!: boolean;
  help!: string | null;
  placeholder!: string | null;
}

export class NetworkConnectResponse {
  method!: 'credentials' | 'oauth';
  fields!: ConnectFieldResponse[];
}

export class UnsupportedResponse {
  /** @example "moderation" */
  capability!: string;
  reason!: string;
}

export class InboxCapabilityResponse {
  /** @example ["mention", "comment", "direct_message", "reaction"] */
  kinds!: string[];
  streaming!: boolean;
}

export class CapabilitiesResponse {
  /** Present when posts can be published; the channel's own numbers are in its `limits`. */
  publish?: Record<string, unknown>;
  inbox?: InboxCapabilityResponse;
  /** Present when counts of posts can be read. */
  metrics?: Record<string, unknown>;
}

export class NetworkResponse {
  /** @example "bluesky" */
  id!: string;
  /** @example "Bluesky" */
  name!: string;
  connect!: NetworkConnectResponse;
  capabilities!: CapabilitiesResponse;
  /** What the network does not allow or Divan cannot do there, and why. */
  unsupported!: UnsupportedResponse[];
}

export class NetworkListResponse {
  items!: NetworkResponse[];
}

export class TeamAccessResponse {
  teamId!: string;
  /** @example "respond" */
  level!: TeamLevel;
}

export class ChannelHealthResponse {
  lastPolledAt!: string | null;
  /** For people. @example "The network refuses the credentials." */
  lastError!: string | null;
}

export class ChannelResponse {
  id!: string;
  /** @example "bluesky" */
  network!: string;
  /** @example "Bluesky" */
  networkName!: string;
  /** @example "rivertown.example" */
  handle!: string;
  /** @example "City of Rivertown" */
  displayName!: string;
  avatarUrl!: string | null;
  profileUrl!: string | null;
  state!: 'active' | 'needs-reauthorization' | 'disconnected';
  health!: ChannelHealthResponse;
  teamIds!: string[];
  /** The same teams with what they may do here. */
  teamAccess!: TeamAccessResponse[];
  /** What you may do here, as far as your roles allow it. @example "full" */
  level!: TeamLevel;
  /** The network's limits as it stated them for this account; null where nothing can be published. */
  limits!: Record<string, unknown> | null;
  capabilities!: CapabilitiesResponse;
  /** @example 1 */
  version!: number;
  connectedAt!: string;
}

export class ChannelListResponse {
  items!: ChannelResponse[];
}

export function toNetworkResponse(connector: Connector): NetworkResponse {
  const { id, name, connect, unsupported } = connector;
  const fields = connect.fields.map((field) => ({
    ...field,
    help: field.help ?? null,
    placeholder: field.placeholder ?? null,
  }));
  return {
    id,
    name,
    connect: { method: connect.method, fields },
    capabilities: capabilitiesOf(connector, null),
    unsupported: unsupported.map(({ capability, reason }) => ({ capability, reason })),
  };
}

/** @param connectors all that are installed; a channel of one that was removed has no capabilities */
export function toChannelResponse(
  channel: Channel,
  connectors: readonly Connector[],
  ctx: RequestContext,
): ChannelResponse {
  const connector = connectors.find((candidate) => candidate.id === channel.network);
  return {
    id: channel.id,
    network: channel.network,
    networkName: connector?.name ?? channel.network,
    handle: channel.handle,
    displayName: channel.displayName,
    avatarUrl: channel.avatarUrl,
    profileUrl: channel.profileUrl,
    state: channel.state,
    health: { lastPolledAt: channel.lastPolledAt?.toISOString() ?? null, lastError: channel.lastError },
    teamIds: channel.teamIds,
    teamAccess: toTeamAccess(channel),
    level: levelOf(ctx, channel) ?? 'read',
    limits: channel.limits && { ...channel.limits },
    capabilities: connector ? capabilitiesOf(connector, channel) : {},
    version: channel.version,
    connectedAt: channel.connectedAt.toISOString(),
  };
}

function capabilitiesOf(connector: Connector, channel: Channel | null): CapabilitiesResponse {
  const limits = channel?.limits;
  const publish = limits ? { ...limits, altText: limits.media.altText, maxMedia: limits.media.max } : {};
  return {
    ...(connector.publish ? { publish } : {}),
    ...(connector.inbox
      ? { inbox: { kinds: [...connector.inbox.kinds], streaming: connector.inbox.stream !== undefined } }
      : {}),
    ...(connector.metrics ? { metrics: {} } : {}),
  };
}
