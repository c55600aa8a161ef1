import { Database, systemContext, type RequestContext } from '@divan/platform';
import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import {
  invite,
  join,
  joinAlso,
  mailedLink,
  newAdministrator,
  newMember,
  TEST_PASSWORD,
  type SignedIn,
} from '../../../../test/support/sign-in';
import { MemberProvisioning, type ProvisionedMember } from './member-provisioning';
import type { MemberView } from './member.read-model';
import { ServiceMembers } from './service-members';

let test: TestApp;
let admin: SignedIn;
let ctx: RequestContext;

beforeAll(async () => {
  test = await createTestApp();
  admin = await newAdministrator(test);
  ctx = systemContext(admin.organizationId, 'directory');
});
afterAll(() => test.close());

const as = (member: SignedIn, method: 'get' | 'post' | 'patch', path: string): Test =>
  request(test.address)[method](path).set('Authorization', `Bearer ${member.accessToken}`).set('If-Match', '*');
const provision = (input: Partial<ProvisionedMember> & { email: string }, by = ctx): Promise<MemberView> =>
  test.app
    .get(Database)
    .transaction(by, (tx) =>
      test.app
        .get(MemberProvisioning, { strict: false })
        .provision(tx, by, { name: 'Lena', roles: ['agent'], state: 'active', ...input }),
    );
const setState = (id: string, state: 'active' | 'disabled'): Promise<MemberView> =>
  test.app
    .get(Database)
    .transaction(ctx, (tx) => test.app.get(MemberProvisioning, { strict: false }).setState(tx, ctx, id, state));
const signIn = (email: string, password: string): Test =>
  request(test.address).post('/v1/auth/sign-in').send({ email, password });

describe('members of a directory', () => {
  it('are made once, brought up to date, and left alone where nothing differs', async () => {
    const made = await provision({ email: 'Lena@rivertown.example' });
    expect(made).toMatchObject({ email: 'lena@rivertown.example', state: 'active', roles: ['agent'], kind: 'person' });
    const same = await provision({ email: 'lena@rivertown.example' });
    expect(same).toEqual(made);
    const changed = await provision({ email: 'lena@rivertown.example', roles: ['analyst', 'gone'], name: 'Lena O.' });
    expect(changed).toMatchObject({ id: made.id, roles: ['analyst'], name: 'Lena O.', version: made.version + 1 });
    const together = await Promise.all([1, 2, 3, 4].map(() => provision({ email: 'twice@rivertown.example' })));
    expect(new Set(together.map(({ id }) => id)).size).toBe(1);
  });

  it('have no password here, and whoever holds the address elsewhere gets in nowhere by it [V8.4.1]', async () => {
    // Somebody made an account for the address in an organization of their own, with their own password.
    const elsewhere = await newAdministrator(test, 'victim@rivertown.example');
    const member = await provision({ email: 'victim@rivertown.example', roles: ['administrator'] });
    const rows = await test.ownerQuery<{ id: string; account_id: string }>(
      'SELECT m.id, m.account_id FROM members m JOIN accounts a ON a.id = m.account_id WHERE a.email = $1',
      ['victim@rivertown.example'],
    );
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.account_id)).size).toBe(2);
    const { items } = (await as(elsewhere, 'get', '/v1/me/organizations').expect(200)).body as {
      items: { id: string; current: boolean }[];
    };
    expect(items).toMatchObject([{ id: elsewhere.organizationId, current: true }]);
    await setState(member.id, 'disabled');
  });

  it('are found where they were invited before, and keep the account that they have', async () => {
    const invited = await newMember(test, admin, 'joined@rivertown.example', ['agent']);
    const member = await provision({ email: 'joined@rivertown.example', roles: ['analyst'] });
    expect(member).toMatchObject({ id: invited.memberId, roles: ['analyst'] });
    await signIn('joined@rivertown.example', TEST_PASSWORD).expect(200);
    await as(admin, 'post', '/v1/invitations')
      .send({ email: 'lena@rivertown.example', name: 'Again', roles: [], teamIds: [] })
      .expect(409);
  });

  it('lose access at once when they leave, and get nothing by an address that cannot be theirs [V7.4.2]', async () => {
    const member = await newMember(test, admin, 'leaves@rivertown.example', ['agent']);
    await as(member, 'get', '/v1/me').expect(200);
    await setState(member.memberId, 'disabled');
    await as(member, 'get', '/v1/me').expect(401);
    await expect(provision({ email: 'x@service.invalid' })).rejects.toMatchObject({ status: 422 });
  });
});

describe('service members', () => {
  const create = (by: RequestContext, roles: string[]): Promise<MemberView> =>
    test.app
      .get(Database)
      .transaction(by, (tx) =>
        test.app.get(ServiceMembers, { strict: false }).create(tx, by, { name: 'Pull', roles, teamIds: [] }),
      );

  it('are members nobody can sign in as, be invited as, or hand the organization to', async () => {
    const service = await create(ctx, ['administrator']);
    expect(service).toMatchObject({ kind: 'service', state: 'active' });
    const { body } = await as(admin, 'get', `/v1/members/${service.id}`).expect(200);
    expect(body).toMatchObject({ kind: 'service', email: null });
    await as(admin, 'post', '/v1/invitations')
      .send({ email: service.email, name: 'Mine', roles: [], teamIds: [] })
      .expect(422);
    await as(admin, 'post', '/v1/ownership-transfers').send({ toMemberId: service.id, keepRole: false }).expect(409);
  });

  it('do not count as the administrator who is left, nor give more than their maker has', async () => {
    const town = await newAdministrator(test, 'service@hilltown.example');
    await create(systemContext(town.organizationId), ['administrator']);
    await as(town, 'patch', `/v1/members/${town.memberId}`).send({ state: 'disabled' }).expect(409);
    const weak = { ...systemContext(town.organizationId), permissions: new Set(['keys:manage']) };
    await expect(create(weak, ['agent'])).rejects.toMatchObject({ status: 403 });
    await expect(create(ctx, ['emperor'])).rejects.toMatchObject({ status: 422 });
  });
});

describe('the last administrator', () => {
  it('stays, whoever asks and however many at once', async () => {
    const town = await newAdministrator(test, 'race@hilltown.example');
    const directory = systemContext(town.organizationId, 'directory');
    const others = await Promise.all(
      [1, 2, 3, 4].map((n) => provision({ email: `admin${n}@hilltown.example`, roles: ['administrator'] }, directory)),
    );
    const everybody = [town.memberId, ...others.map(({ id }) => id)];
    const provisioning = test.app.get(MemberProvisioning, { strict: false });
    const attempts = Array.from({ length: 50 }, (_, n) => {
      const id = everybody[n % everybody.length]!;
      if (n % 3 === 0) return as(town, 'patch', `/v1/members/${id}`).send({ roles: ['agent'] });
      if (n % 3 === 1) return as(town, 'post', '/v1/ownership-transfers').send({ toMemberId: id, keepRole: false });
      return test.app
        .get(Database)
        .transaction(directory, (tx) => provisioning.setState(tx, directory, id, 'disabled'))
        .catch(() => undefined);
    });
    await Promise.all(attempts);
    const left = await test.ownerQuery(
      `SELECT FROM members m JOIN member_roles r ON r.member_id = m.id
        WHERE m.organization_id = $1 AND m.state = 'active' AND r.role = 'administrator'`,
      [town.organizationId],
    );
    expect(left.length).toBeGreaterThanOrEqual(1);
  });

  it('and the break-glass member stay against the directory, too', async () => {
    const town = await newAdministrator(test, 'glass@hilltown.example');
    const directory = systemContext(town.organizationId, 'directory');
    const second = await provision({ email: 'second@hilltown.example', roles: ['administrator'] }, directory);
    const policy = (breakGlassMemberId: string): Test =>
      as(town, 'patch', '/v1/security-policy').send({ breakGlassMemberId });
    // Without a password of one's own nobody breaks any glass.
    expect((await policy(second.id).expect(422)).body).toMatchObject({ code: 'accounts.break_glass_invalid' });
    await policy(town.memberId).expect(200);
    await expect(provision({ email: 'glass@hilltown.example', state: 'disabled' }, directory)).rejects.toMatchObject({
      code: 'accounts.break_glass_member',
    });
  });
});

describe('the organization', () => {
  it('is handed over in one step, and only by an administrator to an active person', async () => {
    const town = await newAdministrator(test, 'old@laketown.example');
    const heir = await newMember(test, town, 'heir@laketown.example', ['agent']);
    const transfer = (by: SignedIn, toMemberId: string, keepRole: boolean): Test =>
      as(by, 'post', '/v1/ownership-transfers').send({ toMemberId, keepRole });
    await transfer(town, town.memberId, false).expect(409);
    await transfer(town, admin.memberId, false).expect(404);
    await transfer(heir, heir.memberId, true).expect(403);
    await transfer(town, heir.memberId, false).expect(204);
    await as(town, 'get', '/v1/organization').expect(403);
    expect((await as(heir, 'get', '/v1/me')).body).toMatchObject({ roles: ['administrator', 'agent'] });
    // A role with all of the administrator's permissions is not the administrator.
    const { body } = await as(heir, 'post', '/v1/roles').send({ name: 'Deputy', permissions: ['organization:manage'] });
    await as(heir, 'patch', `/v1/members/${town.memberId}`)
      .send({ roles: [(body as { id: string }).id] })
      .expect(200);
    expect((await transfer(town, heir.memberId, true).expect(403)).body).toMatchObject({
      code: 'accounts.not_administrator',
    });
    const kinds = await test.ownerQuery<{ kind: string; outcome: string }>(
      `SELECT kind, outcome FROM audit_events WHERE organization_id = $1 AND kind LIKE 'accounts.ownership%' ORDER BY kind, occurred_at`,
      [town.organizationId],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'accounts.ownership-transfer-refused',
      'accounts.ownership-transfer-refused',
      'accounts.ownership-transferred',
    ]);
  });

  it('has a name, a time zone and a setup that is done once', async () => {
    const { body } = await as(admin, 'get', '/v1/organization').expect(200);
    expect(body).toMatchObject({ name: 'City of Rivertown', setupDoneAt: null, version: 1 });
    const change = (send: object, ifMatch: string): Test =>
      as(admin, 'patch', '/v1/organization').set('If-Match', ifMatch).send(send);
    const changed = await change({ name: 'Rivertown', timeZone: 'Asia/Tehran' }, '"1"').expect(200);
    expect(changed.body).toMatchObject({ name: 'Rivertown', timeZone: 'Asia/Tehran', version: 2 });
    await change({ name: 'Late' }, '"1"').expect(412);
    expect((await change({ timeZone: 'Mars/Olympus' }, '*').expect(422)).body).toMatchObject({
      errors: [{ pointer: '/timeZone' }],
    });
    await change({ state: 'suspended' }, '*').expect(400);
    const first = await as(admin, 'post', '/v1/organization/setup-done').expect(200);
    const again = await as(admin, 'post', '/v1/organization/setup-done').expect(200);
    expect((again.body as { setupDoneAt: string }).setupDoneAt).toBe(
      (first.body as { setupDoneAt: string }).setupDoneAt,
    );
  });

  it('mails invitations to the address, lists the open ones, and voids them', async () => {
    const invite = (email: string): Test =>
      as(admin, 'post', '/v1/invitations').send({ email, name: 'New', roles: ['agent'], teamIds: [] });
    const link = ((await invite('new@rivertown.example').expect(201)).body as { link: string }).link;
    expect(await test.ownerQuery(`SELECT subject FROM mails WHERE recipient = 'new@rivertown.example'`)).toEqual([
      { subject: expect.stringContaining('Invitation') },
    ]);
    interface Listed {
      items: { id: string; email: string; invitedBy: { id: string } | null }[];
    }
    const list = async (): Promise<Listed['items']> =>
      ((await as(admin, 'get', '/v1/invitations').expect(200)).body as Listed).items;
    const [invitation] = await list();
    expect(invitation).toMatchObject({
      email: 'new@rivertown.example',
      roles: ['agent'],
      invitedBy: { id: admin.memberId },
    });
    expect(JSON.stringify(await list())).not.toContain(link.split('/').at(-1));
    const remove = (by: SignedIn): Test =>
      request(test.address)
        .delete(`/v1/invitations/${invitation?.id}`)
        .set('Authorization', `Bearer ${by.accessToken}`);
    await remove(await newAdministrator(test, 'void@hilltown.example')).expect(404);
    await remove(admin).expect(204);
    await remove(admin).expect(404);
    expect(await list()).toEqual([]);
    await request(test.address)
      .get(`/v1/auth/invitations/${link.split('/').at(-1)}`)
      .expect(404);
    await invite('new@rivertown.example').expect(201);
  });

  it('names the organizations of a person, and says where the session may go on', async () => {
    const second = await newAdministrator(test, 'second@lakeside.example');
    await as(second, 'patch', '/v1/security-policy').send({ allowSwitching: false }).expect(200);
    const email = 'traveller@rivertown.example';
    await invite(test, admin, email, ['agent']);
    const traveller = await join(test, await mailedLink(test, email), email);
    await joinAlso(test, await invite(test, second, email, ['agent']), traveller);
    const { items } = (await as(traveller, 'get', '/v1/me/organizations').expect(200)).body as { items: object[] };
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: admin.organizationId, current: true, switchable: true }),
        expect.objectContaining({ id: second.organizationId, current: false, switchable: false }),
      ]),
    );
  });
});
