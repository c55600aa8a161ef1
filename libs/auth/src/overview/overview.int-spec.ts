import { newId } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { Rest } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { AuthModule } from '../auth.module';
import type { SecurityOverviewResponse } from './overview.dto';

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;

beforeAll(async () => {
  test = await createTestApp({ modules: [AuthModule] });
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
});
afterAll(() => test.close());

const overview = async (): Promise<SecurityOverviewResponse> =>
  (await admin.get<SecurityOverviewResponse>('/v1/security-overview')).body;

it('counts and names what an administrator should look after', async () => {
  const agent = await newMember(test, administrator, 'agent@rivertown.example', ['agent']);
  await admin.post('/v1/invitations', { email: 'late@rivertown.example', name: 'Late', roles: ['agent'], teamIds: [] });
  expect(await overview()).toMatchObject({
    membersWithoutPasskey: { count: 2 },
    membersWithoutSecondFactor: { count: 0, items: [] },
    unusedKeys: { count: 0 },
    expiringKeys: { count: 0 },
    openSessions: 2,
    openInvitations: 1,
    activeMembers: 2,
    breakGlass: null,
  });
  await test.ownerQuery(
    `INSERT INTO passkeys (id, account_id, credential_id, public_key, counter, transports, backed_up, name, created_at)
     SELECT $2, account_id, 'c', '', 0, '{}', false, 'Phone', now() FROM members WHERE id = $1`,
    [administrator.memberId, newId()],
  );
  await test.ownerQuery(
    'DELETE FROM totp_credentials WHERE account_id = (SELECT account_id FROM members WHERE id = $1)',
    [agent.memberId],
  );
  const after = await overview();
  const listed = { id: agent.memberId, name: 'agent', email: 'agent@rivertown.example', roles: ['agent'] };
  expect(after.membersWithoutPasskey).toEqual({ count: 1, items: [listed] });
  expect(after.membersWithoutSecondFactor).toEqual({ count: 1, items: [listed] });
  const { version } = (await admin.get<{ version: number }>('/v1/security-policy')).body;
  await admin.patch('/v1/security-policy', { breakGlassMemberId: administrator.memberId }, version);
  expect((await overview()).breakGlass).toEqual({ id: administrator.memberId, name: 'admin' });
});

it('names stale and expiring keys, without service members among the persons', async () => {
  const persons = (await overview()).activeMembers;
  const service = await admin.post<{ id: string }>('/v1/service-members', { name: 'Website', roles: [], teamIds: [] });
  const make = async (name: string, days: number): Promise<string> => {
    const expiresAt = new Date(Date.now() + days * 86_400_000).toISOString();
    const scopes = ['members:read'];
    const request = {
      serviceMemberId: service.body.id,
      name,
      scopes,
      channelIds: null,
      allowedNetworks: null,
      expiresAt,
    };
    return (await admin.post<{ id: string }>('/v1/api-keys', request)).body.id;
  };
  const [stale, soon, ended] = [await make('stale', 200), await make('soon', 29), await make('ended', 10)];
  await make('fine', 200);
  await admin.send('DELETE', `/v1/api-keys/${ended}`);
  await test.ownerQuery(`UPDATE api_keys SET created_at = now() - interval '91 days' WHERE id = $1`, [stale]);
  const { unusedKeys, expiringKeys, activeMembers } = await overview();
  expect([unusedKeys.count, unusedKeys.items.map(({ id }) => id)]).toEqual([1, [stale]]);
  expect([expiringKeys.count, expiringKeys.items.map(({ id }) => id)]).toEqual([1, [soon]]);
  expect(unusedKeys.items[0]).toMatchObject({ serviceMember: { name: 'Website' }, lastUsedAt: null });
  expect(activeMembers).toBe(persons);
});

it('is of one organization, for who manages it [V8.2.1] [V8.4.1]', async () => {
  const stranger = new Rest(test.address, await newAdministrator(test, 'admin@elsewhere.example'));
  const theirs = (await stranger.get<SecurityOverviewResponse>('/v1/security-overview')).body;
  expect([theirs.activeMembers, theirs.openSessions, theirs.unusedKeys.count]).toEqual([1, 1, 0]);
  const reader = new Rest(test.address, await newMember(test, administrator, 'reader@rivertown.example', ['auditor']));
  expect((await reader.get('/v1/security-overview')).status).toBe(403);
});
