import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { eventually } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';

interface Role {
  id: string;
  name: string;
  permissions: string[];
  builtIn: boolean;
  memberCount: number;
  version: number;
}

describe('custom roles', () => {
  let test: TestApp;
  let admin: SignedIn;
  /** Manages members, and holds nothing else that matters. */
  let manager: SignedIn;

  const as = (member: SignedIn, method: 'get' | 'post' | 'patch' | 'delete', path: string): Test =>
    request(test.address)[method](path).set('Authorization', `Bearer ${member.accessToken}`).set('If-Match', '*');
  const make = async (name: string, permissions: string[]): Promise<Role> =>
    (await as(admin, 'post', '/v1/roles').send({ name, permissions }).expect(201)).body as Role;
  const refusals = async (kind: string): Promise<number> =>
    (await test.ownerQuery('SELECT FROM audit_events WHERE kind = $1', [kind])).length;

  beforeAll(async () => {
    test = await createTestApp();
    admin = await newAdministrator(test);
    const staff = await make('Staff office', ['members:read', 'members:manage', 'inbox:read']);
    manager = await newMember(test, admin, 'manager@rivertown.example', [staff.id]);
  });
  afterAll(() => test.close());

  it('give exactly what they say, on every route and in what the member is told [V8.2.1]', async () => {
    const role = await make('Night duty', ['inbox:read', 'members:read']);
    expect(role).toMatchObject({ builtIn: false, memberCount: 0, version: 1, description: null });
    const member = await newMember(test, admin, 'night@rivertown.example', [role.id]);
    await as(member, 'get', '/v1/members').expect(200);
    await as(member, 'get', '/v1/posts').expect(403);
    const { body } = await as(member, 'get', '/v1/me').expect(200);
    expect(body).toMatchObject({ roles: [role.id] });
    expect([...(body as { permissions: string[] }).permissions].sort()).toEqual(['inbox:read', 'members:read']);
    const { body: list } = await as(member, 'get', '/v1/roles').expect(200);
    const { items, permissions } = list as { items: Role[]; permissions: { id: string; description: string }[] };
    expect(items.find(({ id }) => id === role.id)).toMatchObject({ memberCount: 1, permissions: role.permissions });
    expect(items.find(({ id }) => id === 'administrator')).toMatchObject({ builtIn: true, memberCount: 1 });
    expect(permissions.find(({ id }) => id === 'inbox:reply')?.description).toMatch(/Answer/);
  });

  it('change for everybody who holds them at once, also in sessions that are open', async () => {
    const role = await make('Watch', ['members:read']);
    const member = await newMember(test, admin, 'watch@rivertown.example', [role.id]);
    await as(member, 'get', '/v1/members').expect(200);
    const changed = await as(admin, 'patch', `/v1/roles/${role.id}`)
      .set('If-Match', '"1"')
      .send({ permissions: ['posts:read'], description: 'Only posts' })
      .expect(200);
    expect(changed.body).toMatchObject({ version: 2, memberCount: 1, description: 'Only posts' });
    await eventually('the right is gone', async () => (await as(member, 'get', '/v1/members')).status === 403, 1_000);
    await as(member, 'get', '/v1/posts').expect(200);
    await as(admin, 'patch', `/v1/roles/${role.id}`).set('If-Match', '"1"').send({ name: 'Late' }).expect(412);
  });

  it('cannot be used to get more than one has [V8.2.1]', async () => {
    const before = await refusals('accounts.role-change-refused');
    const above = await as(manager, 'post', '/v1/roles')
      .send({ name: 'Everything', permissions: ['members:read', 'organization:manage'] })
      .expect(403);
    expect(above.body).toMatchObject({ code: 'accounts.permission_above_own', permission: 'organization:manage' });
    const power = await make('Power', ['organization:manage']);
    for (const attempt of [
      as(manager, 'patch', `/v1/roles/${power.id}`).send({ name: 'Mine' }),
      as(manager, 'patch', `/v1/roles/${power.id}`).send({ permissions: ['inbox:read'] }),
      as(manager, 'delete', `/v1/roles/${power.id}`),
    ])
      await attempt.expect(403);
    expect(await refusals('accounts.role-change-refused')).toBe(before + 4);
    const own = (await as(manager, 'get', '/v1/me')).body as { roles: string[]; member: { id: string } };
    await as(manager, 'patch', `/v1/roles/${own.roles[0]}`)
      .send({ permissions: ['members:manage', 'keys:manage'] })
      .expect(403);
    for (const roles of [['administrator'], [power.id]]) {
      const give = await as(manager, 'patch', `/v1/members/${own.member.id}`).send({ roles }).expect(403);
      expect(give.body).toMatchObject({ code: 'accounts.role_above_own' });
    }
    await as(manager, 'post', '/v1/roles')
      .send({ name: 'Fine', permissions: ['inbox:read'] })
      .expect(201);
  });

  it('and members above one’s own cannot be stripped, disabled, enabled or invited away', async () => {
    const second = await newMember(test, admin, 'second-admin@rivertown.example', ['administrator']);
    for (const body of [{ roles: [] }, { state: 'disabled' }])
      await as(manager, 'patch', `/v1/members/${second.memberId}`).send(body).expect(403);
    await as(admin, 'patch', `/v1/members/${second.memberId}`).send({ state: 'disabled' }).expect(200);
    await as(manager, 'patch', `/v1/members/${second.memberId}`).send({ state: 'active' }).expect(403);
    const invited = { email: 'third-admin@rivertown.example', name: 'Third', teamIds: [] };
    await as(admin, 'post', '/v1/invitations')
      .send({ ...invited, roles: ['administrator'] })
      .expect(201);
    await as(manager, 'post', '/v1/invitations')
      .send({ ...invited, roles: [] })
      .expect(403);
  });

  it('are removed only when nobody holds them, and never built-in ones', async () => {
    const role = await make('Short', ['inbox:read']);
    const member = await newMember(test, admin, 'short@rivertown.example', [role.id]);
    const held = await as(admin, 'delete', `/v1/roles/${role.id}`).expect(409);
    expect(held.body).toMatchObject({ code: 'accounts.role_held', memberCount: 1 });
    await as(admin, 'patch', `/v1/members/${member.memberId}`)
      .send({ roles: ['agent'] })
      .expect(200);
    await as(admin, 'delete', `/v1/roles/${role.id}`).expect(204);
    await as(admin, 'delete', `/v1/roles/${role.id}`).expect(404);
    for (const method of ['patch', 'delete'] as const)
      expect((await as(admin, method, '/v1/roles/agent').send({}).expect(409)).body).toMatchObject({
        code: 'accounts.role_fixed',
      });
    await as(admin, 'patch', '/v1/roles/nonsense').send({}).expect(404);
  });

  it('are not given while they are being removed', async () => {
    const role = await make('Race', ['inbox:read']);
    const member = await newMember(test, admin, 'race@rivertown.example', ['agent']);
    const [given, removed] = await Promise.all([
      as(admin, 'patch', `/v1/members/${member.memberId}`).send({ roles: [role.id] }),
      as(admin, 'delete', `/v1/roles/${role.id}`),
    ]);
    expect([
      [200, 409],
      [422, 204],
    ]).toContainEqual([given.status, removed.status]);
  });

  it('have names of their own and permissions from the list', async () => {
    await make('Twin', ['inbox:read']);
    for (const name of ['twin', 'Administrator', 'read only'])
      await as(admin, 'post', '/v1/roles')
        .send({ name, permissions: ['inbox:read'] })
        .expect(409);
    for (const permissions of [[], ['*'], ['inbox:everything'], 'inbox:read'])
      await as(admin, 'post', '/v1/roles').send({ name: 'Odd', permissions }).expect(400);
    await as(admin, 'post', '/v1/roles')
      .send({ name: 'Odd', permissions: ['inbox:read'], builtIn: true, organizationId: admin.organizationId })
      .expect(400);
  });

  it('of another organization are not there [V8.4.1]', async () => {
    const other = await newAdministrator(test, 'roles@lakeside.example');
    const role = await make('Ours', ['inbox:read']);
    await as(other, 'patch', `/v1/roles/${role.id}`).send({ name: 'Theirs' }).expect(404);
    await as(other, 'delete', `/v1/roles/${role.id}`).expect(404);
    await as(other, 'patch', `/v1/members/${other.memberId}`)
      .send({ roles: ['administrator', role.id] })
      .expect(422);
    const { items } = (await as(other, 'get', '/v1/roles')).body as { items: Role[] };
    expect(items.every(({ builtIn }) => builtIn)).toBe(true);
  });
});
