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
export { channelsMigrations } from './migrations/1700000600000-channels';
