import type { JsonObject, PublishLimits } from '@divan/connectors';
import type { TeamLevel } from './rights/team-level';

export type ChannelState = 'active' | 'needs-reauthorization' | 'disconnected';

/** One connected account on a network, owned by an organization. Holds no secret. */
export interface Channel {
  id: string;
  organizationId: string;
  network: string;
  remoteId: string;
  handle: string;
  displayName: string;
  avatarUrl: string | null;
  profileUrl: string | null;
  settings: JsonObject;
  /** As the network stated them at the last connection; null where the connector cannot publish. */
  limits: PublishLimits | null;
  /** Shared with nobody in particular means: visible to the whole organization. */
  teamIds: string[];
  /** Of the teams that may not do all that their members' roles allow. */
  teamLevels: Record<string, TeamLevel>;
  state: ChannelState;
  lastPolledAt: Date | null;
  lastError: string | null;
  version: number;
  connectedAt: Date;
}
