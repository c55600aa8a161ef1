import type { PublishLimits } from '../../kit/contract';
import { ConnectorError } from '../../kit/connector.errors';
import { isMissing, type MastodonClient } from './mastodon.client';
import { toLimits } from './mastodon.limits';
import { instanceSchema, type InstanceConfiguration, type InstanceDocument } from './mastodon.schemas';

export interface Instance {
  version: string;
  limits: PublishLimits;
  /** Base address of the event stream. */
  streaming: URL | null;
  /** Mastodon itself rather than other software that speaks its dialect. */
  genuine: boolean;
}

const KEPT_FOR_MS = 10 * 60_000;

/** What instances say of themselves, kept for a few minutes. */
export class Instances {
  private readonly kept = new Map<string, { until: number; instance: Instance }>();

  async of(client: MastodonClient): Promise<Instance> {
    const now = new Date();
    const known = this.kept.get(client.instance);
    if (known && known.until > now.getTime()) return known.instance;
    const instance = await readInstance(client, now);
    this.kept.set(client.instance, { until: now.getTime() + KEPT_FOR_MS, instance });
    return instance;
  }
}

/** Version 2, else version 1, else the defaults: an instance without either still takes posts. */
async function readInstance(client: MastodonClient, now: Date): Promise<Instance> {
  const document = (await readDocument(client, '/api/v2/instance')) ?? (await readDocument(client, '/api/v1/instance'));
  return document ? toInstance(document, client.instance, now) : unknownInstance(client.instance, now);
}

function toInstance(document: InstanceDocument, address: string, now: Date): Instance {
  const configuration: InstanceConfiguration = { ...document.configuration };
  if (document.max_toot_chars) configuration.statuses ??= { max_characters: document.max_toot_chars };
  return {
    version: document.version,
    limits: toLimits(document.version || 'defaults', configuration, now),
    streaming: streamAddress(configuration.urls?.streaming ?? document.urls?.streaming_api, address),
    genuine: /^\d+\.\d+\.\d+\S*$/.test(document.version),
  };
}

function unknownInstance(address: string, now: Date): Instance {
  return {
    version: '',
    limits: toLimits('defaults', {}, now),
    streaming: streamAddress(undefined, address),
    genuine: false,
  };
}

async function readDocument(client: MastodonClient, path: string) {
  try {
    return await client.read(instanceSchema, { path });
  } catch (error) {
    // Some software answers an unknown path with a page, an empty body or a refusal.
    const notThere =
      isMissing(error) ||
      (error instanceof ConnectorError && (error.kind === 'rejected' || error.payload !== undefined));
    if (
      notThere &&
      error instanceof ConnectorError &&
      error.kind !== 'rate_limited' &&
      error.code !== 'address_refused'
    )
      return undefined;
    throw error;
  }
}

/** The address is given for WebSockets; server-sent events are on the same host. */
function streamAddress(address: string | undefined, instance: string): URL | null {
  const own = new URL('/api/v1/streaming/user', instance);
  if (address === undefined || address === '') return own;
  if (!URL.canParse(address)) return null;
  const given = new URL('/api/v1/streaming/user', address.replace(/^ws/, 'http'));
  // Software behind a proxy may name the wrong scheme for its own host.
  return given.host === own.host ? own : given;
}
