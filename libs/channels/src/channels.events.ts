import { auditKind } from '@divan/audit';
import { defineEvent } from '@divan/platform';
import { z } from 'zod';

const live = {
  live: (item: { channelId: string }) => ({ type: 'channel.changed', data: { id: item.channelId } }),
  permission: 'channels:read',
};

const connectedItem = z.object({ channelId: z.uuid(), network: z.string(), remoteId: z.string(), handle: z.string() });
export type ChannelConnected = z.infer<typeof connectedItem>;
/** Connected for the first time or again; the id of a channel never changes. */
export const channelConnected = defineEvent<ChannelConnected>('channels.channel-connected', 1, connectedItem, live);

const disconnectedItem = z.object({ channelId: z.uuid(), network: z.string() });
export type ChannelDisconnected = z.infer<typeof disconnectedItem>;
export const channelDisconnected = defineEvent<ChannelDisconnected>(
  'channels.channel-disconnected',
  1,
  disconnectedItem,
  live,
);

const changedItem = z.object({ channelId: z.uuid() });
export type ChannelChanged = z.infer<typeof changedItem>;
/** Its teams, state or health are others than before. */
export const channelChanged = defineEvent<ChannelChanged>('channels.channel-changed', 1, changedItem, live);

const account = z.object({ network: z.string(), remoteId: z.string(), handle: z.string() });
export const channelConnectedAudit = auditKind('channels.channel-connected', 1, account);
export const channelDisconnectedAudit = auditKind('channels.channel-disconnected', 1, account);
export const channelSharedAudit = auditKind(
  'channels.channel-shared',
  2,
  z.object({
    teamAccess: z.array(z.object({ teamId: z.string(), level: z.enum(['read', 'respond', 'publish', 'full']) })),
  }),
);
export const channelUseRefused = auditKind('channels.channel-use-refused', 1, z.object({ permission: z.string() }));
export const accessReviewExported = auditKind(
  'channels.access-review-exported',
  1,
  z.object({ members: z.number().int() }),
);
export const authorizationBegunAudit = auditKind('channels.authorization-begun', 1, z.object({ network: z.string() }));
export const connectionFailedAudit = auditKind(
  'channels.connection-failed',
  1,
  z.object({ network: z.string(), kind: z.string() }),
);
export const reauthorizationNeededAudit = auditKind(
  'channels.reauthorization-needed',
  1,
  z.object({ network: z.string() }),
);
