import type { HttpClient } from '@divan/platform';
import type { Connector } from '../../kit/contract';
import { MastodonInbox } from './mastodon.inbox';
import { Instances } from './mastodon.instance';
import { MastodonMetrics } from './mastodon.metrics';
import { MastodonOAuth } from './mastodon.oauth';
import { MastodonPublish } from './mastodon.publish';

export function createMastodonConnector(http: HttpClient): Connector {
  const instances = new Instances();
  return {
    id: 'mastodon',
    name: 'Mastodon',
    connect: new MastodonOAuth(http, instances),
    publish: new MastodonPublish(http, instances),
    inbox: new MastodonInbox(http, instances),
    metrics: new MastodonMetrics(http),
    unsupported: [
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  };
}
