import type { HttpClient } from '@divan/platform';
import { ConnectorError } from '../../kit/connector.errors';
import type { ChannelAccess, ConnectedAccount, Connector, CredentialsConnect } from '../../kit/contract';
import { readAnswer, xrpc } from './bluesky.client';
import { BlueskyInbox } from './bluesky.inbox';
import { DEFAULT_SERVICE } from './bluesky.limits';
import { profileUrl } from './bluesky.mapping';
import { BlueskyMetrics } from './bluesky.metrics';
import { BlueskyPublish } from './bluesky.publish';
import { profileSchema, type BlueskyCredentials } from './bluesky.schemas';
import { BlueskySession, signIn } from './bluesky.session';

export function createBlueskyConnector(http: HttpClient): Connector {
  const renewals = new Map<string, Promise<BlueskyCredentials>>();
  const open = (access: ChannelAccess) => new BlueskySession(http, access, renewals);
  return {
    id: 'bluesky',
    name: 'Bluesky',
    connect: blueskyConnect(http),
    publish: new BlueskyPublish(open),
    inbox: new BlueskyInbox(open),
    metrics: new BlueskyMetrics(open),
    unsupported: [
      {
        capability: 'inbox.direct_message',
        reason: 'Direct messages are a service of their own that is not connected yet.',
      },
      { capability: 'inbox.streaming', reason: 'The network streams public records only; notifications are polled.' },
      { capability: 'metrics.impressions', reason: 'The network does not count how often a post was seen.' },
    ],
  };
}

function blueskyConnect(http: HttpClient): CredentialsConnect {
  return {
    method: 'credentials',
    fields: [
      { name: 'handle', label: 'Handle', kind: 'text', required: true, placeholder: 'rivertown.bsky.social' },
      {
        name: 'password',
        label: 'App password',
        kind: 'password',
        required: true,
        help: 'Made in Bluesky under Settings, Privacy and security, App passwords. Never the password of the account.',
        placeholder: 'xxxx-xxxx-xxxx-xxxx',
      },
      {
        name: 'service',
        label: 'Server',
        kind: 'url',
        required: false,
        help: 'Only if the account lives on a server of its own.',
        placeholder: DEFAULT_SERVICE,
      },
    ],
    connect: (input) => connectAccount(http, input),
  };
}

async function connectAccount(http: HttpClient, input: Record<string, string>): Promise<ConnectedAccount> {
  const service = serviceOf(input['service']);
  const identifier = (input['handle'] ?? '').trim().replace(/^@/, '');
  const password = input['password'] ?? '';
  if (identifier === '' || password === '')
    throw new ConnectorError('rejected', 'A handle and an app password are needed.', { code: 'field_missing' });
  const credentials = await signIn(http, service, identifier, password);
  const profile = await readProfile(http, credentials);
  return {
    remoteId: credentials.did,
    handle: credentials.handle,
    displayName: profile.displayName?.trim() ? profile.displayName : credentials.handle,
    avatarUrl: profile.avatar ?? null,
    profileUrl: profileUrl(credentials),
    credentials: { ...credentials },
    settings: { service },
  };
}

/** A name and a picture are pleasant to have; a server without an AppView has neither. */
async function readProfile(
  http: HttpClient,
  { pds, did, accessJwt }: BlueskyCredentials,
): Promise<{ displayName?: string; avatar?: string }> {
  const request = { nsid: 'app.bsky.actor.getProfile', params: { actor: did }, token: accessJwt };
  return xrpc(http, pds, request).then(
    (answer) => readAnswer(profileSchema, answer, request),
    () => ({}),
  );
}

function serviceOf(given: string | undefined): string {
  const text = given?.trim() ?? '';
  if (text === '') return DEFAULT_SERVICE;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address))
    throw new ConnectorError('rejected', 'The server is not a valid address.', { code: 'field_invalid' });
  return new URL(address).origin;
}
