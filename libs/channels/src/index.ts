import { Channels1700000600000 } from './migrations/1700000600000-channels';
import { ChannelsTeamAccess1700002004000 } from './migrations/1700002004000-team-access';

export { ChannelsModule } from './channels.module';
export { ChannelAccessService, type OpenChannel } from './channel-access.service';
export { ChannelConnectionService } from './channel-connection.service';
export { ChannelsService } from './channels.service';
export type { Channel, ChannelState } from './channel.types';
export { assertChannelVisible, visibleChannelsSql, type SqlCondition } from './channel-visibility';
export {
  channelChanged,
  channelConnected,
  channelDisconnected,
  type ChannelChanged,
  type ChannelConnected,
  type ChannelDisconnected,
} from './channels.events';
export { assertChannelAllows, assertChannelsAllow, channelAllows } from './rights/channel-rights';
export type { TeamAccess, TeamLevel } from './rights/team-level';

export const channelsMigrations = [Channels1700000600000, ChannelsTeamAccess1700002004000];
