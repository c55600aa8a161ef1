import type { Channel, Network, PublishLimits } from '../api/types';
import { ago } from './fixtures';

export const limits: PublishLimits = {
  text: { max: 300, unit: 'graphemes', maxBytes: 3000 },
  media: { max: 4, types: ['image/png', 'image/jpeg'], maxBytes: 2_000_000, altText: 'required', altTextMax: 2000 },
};

export const networks: Network[] = [
  {
    id: 'bluesky',
    name: 'Bluesky',
    connect: {
      method: 'credentials',
      fields: [
        {
          name: 'handle',
          label: 'Handle',
          kind: 'text',
          required: true,
          help: null,
          placeholder: 'rivertown.bsky.social',
        },
        {
          name: 'password',
          label: 'App password',
          kind: 'password',
          required: true,
          placeholder: null,
          help: 'Made in Bluesky under Settings, Privacy and security, App passwords. Never the password of the account.',
        },
      ],
    },
    capabilities: { publish: {}, inbox: { kinds: ['mention', 'comment', 'reaction'], streaming: false }, metrics: {} },
    unsupported: [
      {
        capability: 'inbox.direct_message',
        reason: 'Direct messages are a service of their own that is not connected yet.',
      },
      { capability: 'inbox.streaming', reason: 'The network streams public records only; notifications are polled.' },
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  },
  {
    id: 'mastodon',
    name: 'Mastodon',
    connect: {
      method: 'oauth',
      fields: [
        {
          name: 'server',
          label: 'Server',
          kind: 'url',
          required: true,
          help: null,
          placeholder: 'https://mastodon.social',
        },
      ],
    },
    capabilities: {
      publish: {},
      inbox: { kinds: ['direct_message', 'mention', 'comment', 'reaction'], streaming: true },
      metrics: {},
    },
    unsupported: [
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  },
];

function channel(id: string, network: string, handle: string, over: Partial<Channel> = {}): Channel {
  const known = networks.find((candidate) => candidate.id === network);
  return {
    id,
    network,
    networkName: known?.name ?? network,
    handle,
    displayName: 'City of Rivertown',
    avatarUrl: null,
    profileUrl: `https://example.org/${handle}`,
    state: 'active',
    health: { lastPolledAt: ago(0.4), lastError: null },
    teamIds: [],
    teamAccess: [],
    level: 'full',
    limits,
    capabilities: known?.capabilities ?? {},
    version: 1,
    connectedAt: ago(60 * 24 * 9),
    ...over,
  };
}

export const channels: Channel[] = [
  channel('c-1', 'mastodon', '@rivertown@practice.example', { teamIds: ['t-1', 't-2'] }),
  channel('c-2', 'bluesky', 'rivertown.example', {
    displayName: 'Rivertown 311',
    state: 'needs-reauthorization',
    health: { lastPolledAt: ago(190), lastError: 'The network refuses the credentials.' },
  }),
];
