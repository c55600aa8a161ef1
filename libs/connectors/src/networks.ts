import type { HttpClient } from '@divan/platform';
import type { Connector } from './kit/contract';
import { createBlueskyConnector } from './networks/bluesky/bluesky.connector';
import { createMastodonConnector } from './networks/mastodon/mastodon.connector';

/** Every network this installation talks to: one line each. */
export const networks: readonly ((http: HttpClient) => Connector)[] = [createBlueskyConnector, createMastodonConnector];
