import type { DemoClient } from './demo-client';

export interface DemoChannel {
  id: string;
  network: string;
  handle: string;
  version: number;
  teamIds: string[];
}

export interface PracticeNetwork {
  url: string;
  password: string;
}

const NETWORK = 'mastodon';

/** The city's accounts on the practice network, and the teams that see them (none: everyone). */
const ACCOUNTS: { username: string; teams: string[] }[] = [
  { username: 'rivertown', teams: [] },
  { username: 'rivertown_transit', teams: ['Transit', 'Communications'] },
  { username: 'rivertown_parks', teams: [] },
];

/** Connects the city's accounts as a person would: through the network's own authorization page. */
export async function connectChannels(
  administrator: DemoClient,
  practice: PracticeNetwork,
  teams: Map<string, string>,
): Promise<DemoChannel[]> {
  for (const { username, teams: names } of ACCOUNTS) {
    const channel = (await channelOf(administrator, username)) ?? (await connect(administrator, practice, username));
    if (names.length > 0 && channel.teamIds.length === 0) {
      const teamIds = names.map((name) => teams.get(name));
      await administrator.patch(`/v1/channels/${channel.id}`, { teamIds }, channel.version);
    }
  }
  return listChannels(administrator);
}

export async function listChannels(client: DemoClient): Promise<DemoChannel[]> {
  return (await client.get<{ items: DemoChannel[] }>('/v1/channels')).items;
}

async function channelOf(client: DemoClient, username: string): Promise<DemoChannel | undefined> {
  return (await listChannels(client)).find(({ handle }) => isAccount(handle, username));
}

/** @param handle `rivertown`, `@rivertown` or `rivertown@127.0.0.1:3100` */
export function isAccount(handle: string, username: string): boolean {
  return handle.replace(/^@/, '').split('@')[0] === username;
}

async function connect(client: DemoClient, practice: PracticeNetwork, username: string): Promise<DemoChannel> {
  const { authorizationUrl } = await client.post<{ authorizationUrl: string }>('/v1/channel-authorizations', {
    network: NETWORK,
    settings: { instance: practice.url },
  });
  const { code, state } = await authorize(authorizationUrl, username, practice.password);
  return client.post<DemoChannel>('/v1/channel-authorizations/complete', { state, code });
}

/** Fills in the network's form, as the city's social media person in a browser. */
async function authorize(url: string, username: string, password: string): Promise<{ code: string; state: string }> {
  const fields = new URLSearchParams(new URL(url).searchParams);
  fields.set('username', username);
  fields.set('password', password);
  fields.set('decision', 'allow');
  const { origin, pathname } = new URL(url);
  const response = await fetch(origin + pathname, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin },
    body: fields,
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (!location) throw new Error(`The practice network did not authorize @${username} (status ${response.status}).`);
  const answered = new URL(location).searchParams;
  return { code: answered.get('code') ?? '', state: answered.get('state') ?? '' };
}
