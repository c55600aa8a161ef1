import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostingService, OrganizationService } from '@divan/accounts';
import { ChannelsService } from '@divan/channels';
import { newId } from '@divan/platform';
import { Client } from 'pg';
import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { newAdministrator, type SignedIn } from '../../../../test/support/sign-in';
import { eventually } from '../../../../test/support/rest';
import { commands } from '../commands';
import { purge } from './purge';

let test: TestApp;
let admin: SignedIn;
let neighbour: SignedIn;

beforeAll(async () => {
  test = await createTestApp();
  admin = await newAdministrator(test);
  neighbour = await newAdministrator(test, 'admin@lakeside.example');
  for (const { organizationId } of [admin, neighbour])
    await test.ownerQuery(
      `INSERT INTO channels (id, organization_id, network, remote_id, handle, display_name, state, connected_at)
       VALUES ($1, $2, 'mastodon', '1', 'city', 'City', 'active', now())`,
      [newId(), organizationId],
    );
});
afterAll(() => test.close());

const hosting = (): HostingService => test.app.get(HostingService, { strict: false });
const me = (by: SignedIn): Test => request(test.address).get('/v1/me').set('Authorization', `Bearer ${by.accessToken}`);
const refresh = (by: SignedIn): Test =>
  request(test.address).post('/v1/auth/refresh').set('Cookie', by.cookie).set('X-Divan-Client', 'web');
const signIn = ({ email, password }: SignedIn): Test =>
  request(test.address).post('/v1/auth/sign-in').send({ email, password });
const polled = async (): Promise<string[]> =>
  (await test.app.get(ChannelsService, { strict: false }).listActive()).map(({ organizationId }) => organizationId);

describe('an organization that is suspended', () => {
  it('lets nobody in within a second, and pauses; its neighbours notice nothing [V7.4.2]', async () => {
    await me(admin).expect(200);
    await hosting().suspend(admin.organizationId, 'unpaid since March');
    await eventually('the end of the sessions', async () => (await me(admin)).status === 401, 10_000);
    await refresh(admin).expect(401);
    await signIn(admin).expect(401);
    expect(await polled()).toEqual([neighbour.organizationId]);
    await me(neighbour).expect(200);
    await expect(hosting().suspend(admin.organizationId, 'again')).rejects.toMatchObject({ status: 409 });
    await expect(hosting().suspend(neighbour.organizationId, ' ')).rejects.toMatchObject({ status: 422 });
  });

  it('goes on when it is resumed, with new sessions only, and all of it is on record', async () => {
    await hosting().resume(admin.organizationId);
    await me(admin).expect(401);
    await signIn(admin).expect(200);
    expect((await polled()).sort()).toEqual([admin.organizationId, neighbour.organizationId].sort());
    const rows = await test.ownerQuery<{ kind: string }>(
      `SELECT kind FROM audit_events WHERE organization_id = $1 AND kind ~ 'suspended|resumed' ORDER BY occurred_at`,
      [admin.organizationId],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['accounts.organization-suspended', 'accounts.organization-resumed']);
    const listed = await hosting().list();
    expect(listed.map(({ state, activeMembers }) => [state, activeMembers])).toEqual([
      ['active', 1],
      ['active', 1],
    ]);
  });
});

describe('an organization that is deleted', () => {
  const rowsOf = async (organizationId: string): Promise<Record<string, number>> => {
    const tables = await test.ownerQuery<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await test.ownerQuery<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${name} WHERE organization_id = $1`,
        [organizationId],
      );
      if (row && row.count > 0) counts[name] = row.count;
    }
    return counts;
  };
  const owner = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const url = new URL(test.url);
    url.username = url.password = 'divan_owner';
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  it('is deleted only under its name', async () => {
    await expect(hosting().beginDeletion(admin.organizationId, 'City')).rejects.toMatchObject({ status: 409 });
    await expect(hosting().beginDeletion(newId(), 'City of Rivertown')).rejects.toMatchObject({ status: 404 });
  });

  it('leaves no row behind, touches no other organization, and may be interrupted', async () => {
    const before = await rowsOf(neighbour.organizationId);
    expect(Object.keys(await rowsOf(admin.organizationId))).toEqual(
      expect.arrayContaining(['audit_events', 'channels', 'members', 'sessions']),
    );
    await hosting().beginDeletion(admin.organizationId, 'City of Rivertown');
    await hosting().beginDeletion(admin.organizationId, 'City of Rivertown');
    await expect(hosting().resume(admin.organizationId)).rejects.toMatchObject({ status: 409 });
    await signIn(admin).expect(401);
    await owner((client) => purge(client, admin.organizationId));
    await owner((client) => purge(client, admin.organizationId));
    expect(await rowsOf(admin.organizationId)).toEqual({});
    expect(await test.ownerQuery('SELECT FROM organizations WHERE id = $1', [admin.organizationId])).toEqual([]);
    expect(await test.ownerQuery('SELECT FROM accounts WHERE email = $1', [admin.email])).toEqual([]);
    expect(await rowsOf(neighbour.organizationId)).toEqual(before);
    await me(neighbour).expect(200);
  });

  it('takes nobody with it who is a member elsewhere', async () => {
    const { organization } = await test.app.get(OrganizationService, { strict: false }).createOrganization({
      name: 'Second',
      timeZone: 'UTC',
      administrator: { email: neighbour.email, name: 'Ada' },
    });
    await hosting().beginDeletion(organization.id, 'Second');
    await owner((client) => purge(client, organization.id));
    await signIn(neighbour).expect(200);
  });

  it('is the only way: append-only rows stay for the owner otherwise, and for the application in any case', async () => {
    const { organizationId } = neighbour;
    const attempt = (deleting: string): Promise<unknown> =>
      owner(async (client) => {
        await client.query(
          `SELECT set_config('app.organization', $1, false), set_config('app.deleting_organization', $2, false)`,
          [organizationId, deleting],
        );
        return client.query('DELETE FROM audit_events WHERE organization_id = $1', [organizationId]);
      });
    await expect(attempt('')).rejects.toThrow('append-only');
    await expect(attempt(newId())).rejects.toThrow('append-only');
    const client = new Client({ connectionString: test.url });
    await client.connect();
    await client.query(
      `SELECT set_config('app.organization', $1, false), set_config('app.deleting_organization', $1, false)`,
      [organizationId],
    );
    await expect(client.query('DELETE FROM audit_events')).rejects.toThrow('permission denied');
    await client.end();
  });
});

describe('the commands', () => {
  it('do the same from the command line, print nothing of what is inside, and keep the last signed head', async () => {
    const town = await newAdministrator(test, 'admin@hilltown.example');
    const printed: string[] = [];
    const run = (name: string, ...args: string[]): Promise<void> =>
      commands.find((command) => command.name === name)!.run(args, (line) => printed.push(line));
    const folder = mkdtempSync(join(tmpdir(), 'divan-hosting-'));
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
    const url = new URL(test.url);
    url.username = url.password = 'divan_owner';
    Object.assign(process.env, { DATABASE_OWNER_URL: url.href, MEDIA_DIR: folder });
    try {
      await expect(run('suspend-organization', '--id', town.organizationId)).rejects.toThrow('--reason is required');
      await run('suspend-organization', '--id', town.organizationId, '--reason', 'a test');
      await eventually('the end of the session', async () => (await me(town)).status === 401, 10_000);
      await run('organizations');
      await run('resume-organization', '--id', town.organizationId);
      await run('delete-organization', '--id', town.organizationId, '--confirm', 'City of Rivertown');
    } finally {
      cwd.mockRestore();
    }
    expect(printed.find((line) => line.includes(town.organizationId))).toContain('suspended (a test)  1 members');
    expect(printed.join()).not.toContain('hilltown.example');
    const [head] = readdirSync(folder);
    expect(head).toBe(`divan-${town.organizationId}.checkpoint.txt`);
    expect(readFileSync(join(folder, head!), 'utf8')).toContain(town.organizationId);
    rmSync(folder, { recursive: true });
    await signIn(town).expect(401);
  });
});
