import { Test, type TestingModule } from '@nestjs/testing';
import {
  ConnectorError,
  ConnectorRegistry,
  type ConnectedAccount,
  type Connector,
  type JsonObject,
} from '@divan/connectors';
import { Clock, newId, PlatformModule, type RequestContext } from '@divan/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { ChannelAccessService } from './channel-access.service';
import { ChannelConnectionService } from './channel-connection.service';
import { assertChannelVisible } from './channel-visibility';
import { toChannelResponse } from './channels.dto';
import { ChannelsModule } from './channels.module';
import { ChannelsService } from './channels.service';

class FakeClock extends Clock {
  offset = 0;
  override now(): Date {
    return new Date(Date.now() + this.offset);
  }
}

const account = (name: string): ConnectedAccount => ({
  remoteId: name,
  handle: `${name}.example`,
  displayName: name,
  avatarUrl: null,
  profileUrl: null,
  credentials: { token: `secret-of-${name}` },
  settings: { server: 'https://fake.example' },
});
const fields = [
  { name: 'name', label: 'Name', kind: 'text', required: true },
  { name: 'password', label: 'Password', kind: 'password', required: false },
] as const;
const byPassword: Connector = {
  id: 'fake',
  name: 'Fake',
  unsupported: [{ capability: 'publish', reason: 'It only listens.' }],
  connect: {
    method: 'credentials',
    fields,
    connect: (input) =>
      input['password'] === 'wrong'
        ? Promise.reject(new ConnectorError('auth_expired', 'Refused.'))
        : Promise.resolve(account(input['name']!)),
  },
};
const begun: { state: string; redirectUri: string }[] = [];
const byOAuth: Connector = {
  id: 'fake-oauth',
  name: 'Fake OAuth',
  unsupported: [],
  connect: {
    method: 'oauth',
    fields: [],
    begin: ({ state, redirectUri }) => {
      begun.push({ state, redirectUri });
      return Promise.resolve({
        authorizationUrl: `https://fake.example/authorize?state=${state}`,
        pending: { verifier: 'kept secret' },
      });
    },
    complete: ({ pending, code }) =>
      Promise.resolve({ ...account(code), credentials: { from: (pending as JsonObject)['verifier']! } }),
  },
};

let test: TestDatabase;
let nest: TestingModule;
let connection: ChannelConnectionService;
let channels: ChannelsService;
let access: ChannelAccessService;
const clock = new FakeClock();

beforeAll(async () => {
  test = await createTestDatabase();
  nest = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'command', config: test.config }), ChannelsModule],
  })
    .overrideProvider(ConnectorRegistry)
    .useValue(new ConnectorRegistry([byPassword, byOAuth]))
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  nest.useLogger(false);
  await nest.init();
  connection = nest.get(ChannelConnectionService);
  channels = nest.get(ChannelsService);
  access = nest.get(ChannelAccessService);
});
afterAll(async () => {
  await nest?.close();
  await test?.close();
});

const member = (ctx: RequestContext, permissions: string[], teamIds: string[] = []): RequestContext => {
  return { ...ctx, actor: { kind: 'member', id: newId(), name: 'Sara' }, permissions: new Set(permissions), teamIds };
};

it('seals the credentials and opens them for a call only', async () => {
  const { ctx } = await test.organization();
  const channel = await connection.connectByCredentials(ctx, 'fake', { name: 'city' });
  const rows = await test.ownerQuery('SELECT * FROM channels, channel_credentials WHERE channel_id = id AND id = $1', [
    channel.id,
  ]);
  expect(JSON.stringify(rows)).not.toContain('secret-of');
  expect(JSON.stringify(toChannelResponse(channel, channels.listNetworks(), ctx))).not.toContain('secret-of');
  const open = await access.access(ctx, null, channel.id);
  expect(open.access).toMatchObject({
    credentials: { token: 'secret-of-city' },
    settings: { server: 'https://fake.example' },
  });
  await open.access.saveCredentials({ token: 'refreshed' });
  expect((await access.access(ctx, null, channel.id)).access.credentials).toEqual({ token: 'refreshed' });
});

it('does not open credentials that were copied to another channel', async () => {
  const { ctx } = await test.organization();
  const one = await connection.connectByCredentials(ctx, 'fake', { name: 'one' });
  const two = await connection.connectByCredentials(ctx, 'fake', { name: 'two' });
  await test.ownerQuery(
    'UPDATE channel_credentials SET sealed = (SELECT sealed FROM channel_credentials WHERE channel_id = $1) WHERE channel_id = $2',
    [one.id, two.id],
  );
  await expect(access.access(ctx, null, two.id)).rejects.toThrow();
});

it('destroys the credentials at disconnecting and keeps the id at connecting again', async () => {
  const { ctx, id } = await test.organization();
  const channel = await connection.connectByCredentials(ctx, 'fake', { name: 'city' });
  await channels.disconnectChannel(ctx, channel.id);
  await channels.disconnectChannel(ctx, channel.id);
  expect(await test.ownerQuery('SELECT 1 FROM channel_credentials WHERE channel_id = $1', [channel.id])).toEqual([]);
  await expect(access.access(ctx, null, channel.id)).rejects.toMatchObject({ code: 'channels.channel_not_active' });
  const again = await Promise.all([1, 2, 3].map(() => connection.connectByCredentials(ctx, 'fake', { name: 'city' })));
  expect(new Set(again.map((one) => one.id))).toEqual(new Set([channel.id]));
  const audited = await test.ownerQuery<{ kind: string }>(
    `SELECT kind FROM audit_events WHERE organization_id = $1 AND object_id = $2 ORDER BY id`,
    [id, channel.id],
  );
  expect(audited.map((event) => event.kind).filter((kind) => kind === 'channels.channel-disconnected')).toHaveLength(1);
});

it('says what the network said when it refuses, and audits the failure', async () => {
  const { ctx, id } = await test.organization();
  await expect(connection.connectByCredentials(ctx, 'fake', { name: 'city', password: 'wrong' })).rejects.toMatchObject(
    {
      status: 422,
      code: 'channels.connection_auth_expired',
    },
  );
  expect(await channels.listChannels(ctx)).toEqual([]);
  expect(await test.ownerQuery(`SELECT outcome FROM audit_events WHERE organization_id = $1`, [id])).toEqual([
    { outcome: 'failure' },
  ]);
});

it('names every faulty setting', async () => {
  const { ctx } = await test.organization();
  await expect(connection.connectByCredentials(ctx, 'fake', { nmae: 'x', password: 5 })).rejects.toMatchObject({
    errors: [{ pointer: '/settings/nmae' }, { pointer: '/settings/name' }, { pointer: '/settings/password' }],
  });
  await expect(connection.connectByCredentials(ctx, 'nowhere', {})).rejects.toMatchObject({
    errors: [{ pointer: '/network' }],
  });
  await expect(connection.connectByCredentials(ctx, 'fake-oauth', {})).rejects.toMatchObject({
    code: 'channels.method_wrong',
  });
});

it('completes an authorization once, for who began it, within ten minutes', async () => {
  const { ctx } = await test.organization();
  const sara = member(ctx, ['channels:connect']);
  await connection.beginAuthorization(sara, 'fake-oauth', {});
  const { state, redirectUri } = begun.at(-1)!;
  expect(redirectUri).toMatch(/\/settings\/channels\/authorized$/);
  await expect(connection.completeAuthorization(member(ctx, []), state, 'city')).rejects.toMatchObject({ status: 410 });
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => connection.completeAuthorization(sara, state, 'city')),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  const [channel] = await channels.listChannels(ctx);
  expect((await access.access(ctx, null, channel!.id)).access.credentials).toEqual({ from: 'kept secret' });
  await connection.beginAuthorization(sara, 'fake-oauth', {});
  clock.offset = 11 * 60_000;
  await expect(connection.completeAuthorization(sara, begun.at(-1)!.state, 'city')).rejects.toMatchObject({
    status: 410,
  });
  clock.offset = 0;
});

it('is seen by its teams and by who manages the organization', async () => {
  const { ctx, id } = await test.organization();
  const team = newId();
  await test.ownerQuery(`INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, 'Press')`, [team, id]);
  const channel = await connection.connectByCredentials(ctx, 'fake', { name: 'city' });
  const outsider = member(ctx, ['channels:read']);
  expect(await channels.listChannels(outsider)).toHaveLength(1);
  await expect(channels.shareChannel(ctx, channel.id, { teamIds: [newId()] }, '*')).rejects.toMatchObject({
    status: 422,
  });
  await expect(channels.shareChannel(ctx, channel.id, { teamIds: [team] }, '"99"')).rejects.toMatchObject({
    status: 412,
  });
  await channels.shareChannel(ctx, channel.id, { teamIds: [team] }, `"${channel.version}"`);
  expect(await channels.listChannels(outsider)).toEqual([]);
  await expect(channels.getChannel(outsider, channel.id)).rejects.toMatchObject({ status: 404 });
  await expect(channels.disconnectChannel(outsider, channel.id)).rejects.toMatchObject({ status: 404 });
  await expect(access.access(outsider, null, channel.id)).rejects.toMatchObject({ status: 404 });
  const visible = (context: RequestContext) =>
    test.database.read(context, (tx) => assertChannelVisible(tx, context, channel.id));
  await expect(visible(outsider)).rejects.toMatchObject({ status: 404 });
  await visible(member(ctx, ['channels:read'], [team]));
  await visible(member(ctx, ['organization:manage']));
});

it('belongs to one organization', async () => {
  const here = await test.organization();
  const there = await test.organization();
  const channel = await connection.connectByCredentials(here.ctx, 'fake', { name: 'city' });
  const other = await connection.connectByCredentials(there.ctx, 'fake', { name: 'city' });
  expect(other.id).not.toBe(channel.id);
  await expect(channels.getChannel(there.ctx, channel.id)).rejects.toMatchObject({ status: 404 });
  expect(await test.database.read(there.ctx, (tx) => tx.query('SELECT id FROM channels'))).toEqual([{ id: other.id }]);
  expect((await channels.listActive()).map(({ id }) => id)).toEqual(expect.arrayContaining([channel.id, other.id]));
});
