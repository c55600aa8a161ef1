import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { newAdministrator, newMember, type SignedIn } from '../../../test/support/sign-in';

describe('members', () => {
  let test: TestApp;
  let admin: SignedIn;

  beforeAll(async () => {
    test = await createTestApp();
    admin = await newAdministrator(test);
  });
  afterAll(() => test.close());

  const as = (member: SignedIn, method: 'get' | 'post' | 'patch', path: string): Test =>
    request(test.address)[method](path).set('Authorization', `Bearer ${member.accessToken}`);
  const patch = (id: string, body: object, ifMatch = '*'): Test =>
    as(admin, 'patch', `/v1/members/${id}`).set('If-Match', ifMatch).send(body);
  const kinds = async (): Promise<string[]> =>
    (await test.ownerQuery<{ kind: string }>('SELECT kind FROM audit_events')).map((row) => row.kind);

  it('cannot lose the last administrator, neither by role nor by state, and the attempt is on record', async () => {
    for (const body of [{ state: 'disabled' }, { roles: ['agent'] }]) {
      const answer = await patch(admin.memberId, body).expect(409);
      expect(answer.body).toMatchObject({ code: 'accounts.last_administrator' });
    }
    expect((await kinds()).filter((kind) => kind === 'accounts.member-change-refused')).toHaveLength(2);
    const { body } = await as(admin, 'get', `/v1/members/${admin.memberId}`).expect(200);
    expect(body).toMatchObject({ state: 'active', roles: ['administrator'] });
  });

  it('keep an administrator also when two remove each other at once', async () => {
    const town = await newAdministrator(test, 'first@hilltown.example');
    const second = await newMember(test, town, 'second@hilltown.example', ['administrator']);
    const remove = (by: SignedIn, whom: SignedIn): Test =>
      as(by, 'patch', `/v1/members/${whom.memberId}`)
        .set('If-Match', '*')
        .send({ roles: ['read-only'] });
    const answers = await Promise.all([remove(town, second), remove(second, town)]);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    const [row] = await test.ownerQuery<{ count: number }>(
      `SELECT count(*)::int AS count FROM member_roles WHERE organization_id = $1 AND role = 'administrator'`,
      [town.organizationId],
    );
    expect(row?.count).toBeGreaterThanOrEqual(1);
  });

  it('are changed only by whoever saw the present version', async () => {
    const member = await newMember(test, admin, 'mina@rivertown.example', ['agent']);
    const { headers, body } = await as(admin, 'get', `/v1/members/${member.memberId}`).expect(200);
    expect(headers['etag']).toBe(`"${(body as { version: number }).version}"`);
    await as(admin, 'patch', `/v1/members/${member.memberId}`)
      .send({ roles: ['approver'] })
      .expect(428);
    const changed = await patch(member.memberId, { roles: ['approver'] }, headers['etag']).expect(200);
    expect(changed.body).toMatchObject({ roles: ['approver'] });
    await patch(member.memberId, { roles: ['publisher'] }, headers['etag']).expect(412);
  });

  it('refuse unknown roles, teams and fields', async () => {
    const unknown = await patch(admin.memberId, { roles: ['emperor'] }).expect(422);
    expect(unknown.body).toMatchObject({ code: 'accounts.role_unknown', errors: [{ pointer: '/roles' }] });
    await patch(admin.memberId, { name: 'Mallory', organizationId: admin.organizationId }).expect(400);
    await patch(admin.memberId, { teamIds: ['0199f3a2-7c1e-7b62-9d7a-3f6f0a4c1b22'] }).expect(422);
    const other = await newAdministrator(test, 'teams@lakeside.example');
    const { body } = await as(other, 'post', '/v1/teams').send({ name: 'Theirs' }).expect(201);
    await patch(admin.memberId, { teamIds: [(body as { id: string }).id] }).expect(422);
  });

  it('belong to teams', async () => {
    const { body: team } = await as(admin, 'post', '/v1/teams').send({ name: 'Communications' }).expect(201);
    await as(admin, 'post', '/v1/teams').send({ name: 'communications' }).expect(409);
    const { id } = team as { id: string };
    const member = await newMember(test, admin, 'team@rivertown.example', ['agent'], [id]);
    const { body } = await as(member, 'get', '/v1/teams').expect(200);
    expect(body).toEqual({ items: [{ id, name: 'Communications', memberCount: 1, version: 1 }] });
    expect((await as(member, 'get', '/v1/me').expect(200)).body).toMatchObject({ teamIds: [id], roles: ['agent'] });
  });

  it('are listed by name, a page at a time, each once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await as(admin, 'get', `/v1/members?limit=2${cursor ? `&cursor=${cursor}` : ''}`).expect(200);
      const page = body as { items: { name: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(new Set(seen).size).toBe(seen.length);
    await as(admin, 'get', '/v1/members?cursor=garbage').expect(400);
  });

  it('may choose the language of their screens and nothing about themselves that matters [V8.2.3]', async () => {
    const { body } = await as(admin, 'patch', '/v1/me').send({ locale: 'fa' }).expect(200);
    expect(body).toMatchObject({ member: { locale: 'fa' } });
    await as(admin, 'patch', '/v1/me').send({ locale: 'xx' }).expect(400);
    await as(admin, 'patch', '/v1/me')
      .send({ roles: ['administrator'] })
      .expect(400);
  });

  it('without the permission manage nobody, and the refusal is on record', async () => {
    const agent = await newMember(test, admin, 'agent@rivertown.example', ['agent']);
    await as(agent, 'post', '/v1/invitations')
      .send({ email: 'x@y.example', name: 'X', roles: [], teamIds: [] })
      .expect(403);
    await as(agent, 'patch', `/v1/members/${agent.memberId}`)
      .set('If-Match', '*')
      .send({ roles: ['administrator'] })
      .expect(403);
    expect(await kinds()).toContain('auth.access-refused');
  });

  it('who were invited but have not joined can be withdrawn, and their link dies with that', async () => {
    const invite = await as(admin, 'post', '/v1/invitations')
      .send({ email: 'gone@rivertown.example', name: 'Gone', roles: ['agent'], teamIds: [] })
      .expect(201);
    const { items } = (await as(admin, 'get', '/v1/members?limit=200')).body as {
      items: { id: string; email: string; state: string }[];
    };
    const invited = items.find(({ email }) => email === 'gone@rivertown.example');
    expect(invited?.state).toBe('invited');
    await patch(invited?.id ?? '', { state: 'active' }).expect(409);
    await patch(invited?.id ?? '', { state: 'disabled' }).expect(200);
    const token = (invite.body as { link: string }).link.split('/').at(-1);
    await request(test.address).get(`/v1/auth/invitations/${token}`).expect(404);
    await as(admin, 'post', '/v1/invitations')
      .send({ email: admin.email, name: 'Again', roles: ['agent'], teamIds: [] })
      .expect(409);
  });
});
