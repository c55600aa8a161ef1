import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import { AuthWorld, bodyOf } from '../auth-world.fake';

interface Made {
  id: string;
}

/** Somebody may manage members and keys, but not the organization: their teams are where their reach ends. */
describe('whoever does not manage the organization', () => {
  let world: AuthWorld;
  let admin: SignedIn;
  let limited: SignedIn;
  let role: string;
  let own: string;
  let foreign: string;

  const made = async (path: string, body: object, by = admin): Promise<string> =>
    bodyOf<Made>(await world.post(path, body, by).expect(201)).id;
  const change = (path: string, body: object, by = limited) =>
    world.send('patch', path, by).set('If-Match', '*').send(body);
  const serviceIn = (teamIds: string[], by = admin) =>
    made('/service-members', { name: 'Form', roles: [], teamIds }, by);
  const keyOf = (serviceMemberId: string) => ({
    serviceMemberId,
    name: 'Key',
    scopes: ['channels:read'],
    channelIds: null,
    allowedNetworks: null,
    expiresAt: new Date(Date.now() + world.offset + 86_400_000).toISOString(),
  });
  const invitation = (teamIds: string[], email = 'new@rivertown.example') => ({
    email,
    name: 'New',
    roles: [],
    teamIds,
  });

  beforeAll(async () => {
    world = await AuthWorld.create();
    admin = await newAdministrator(world.test);
    [own, foreign] = [await made('/teams', { name: 'Roads' }), await made('/teams', { name: 'Police' })];
    const permissions = ['members:read', 'members:manage', 'keys:manage', 'channels:read'];
    role = await made('/roles', { name: 'Team lead', description: null, permissions });
    limited = await newMember(world.test, admin, 'lead@rivertown.example', [role], [own]);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.fresh();
    admin = await world.signIn(admin);
    limited = await world.signIn(limited);
  });

  const beyond = (answer: { status: number; body: unknown }): void => {
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'accounts.team_beyond_reach']);
  };

  it('puts nobody into a team that is not theirs: not themselves, no person, no program [V8.2.2] [V8.2.1]', async () => {
    const service = await serviceIn([own]);
    const member = await newMember(world.test, admin, 'agent@rivertown.example', ['read-only'], [own]);
    for (const teamIds of [[foreign], [own, foreign]]) {
      beyond(await change(`/members/${limited.memberId}`, { teamIds }));
      beyond(await change(`/members/${member.memberId}`, { teamIds }));
      beyond(await change(`/service-members/${service}`, { teamIds }));
      beyond(await world.post('/service-members', { name: 'Form', roles: [], teamIds }, limited));
      beyond(await world.post('/invitations', invitation(teamIds), limited));
    }
    const kinds = await world.kinds();
    for (const kind of ['accounts.member-change-refused', 'auth.key-change-refused', 'accounts.invitation-refused'])
      expect(kinds).toContain(kind);
  });

  it('takes nobody out of such a team, and changes nobody who is in one', async () => {
    const service = await serviceIn([foreign]);
    const officer = await newMember(world.test, admin, 'officer@rivertown.example', [], [own, foreign]);
    for (const body of [{ teamIds: [own] }, { teamIds: [] }, { roles: [role] }, { state: 'disabled' }])
      beyond(await change(`/members/${officer.memberId}`, body));
    beyond(await world.send('delete', `/members/${officer.memberId}/second-factors`, limited));
    beyond(await world.send('delete', `/service-members/${service}`, limited));
    beyond(await world.send('delete', `/teams/${foreign}`, limited).set('If-Match', '*'));
    await made('/invitations', invitation([foreign], 'detective@rivertown.example'));
    beyond(await world.post('/invitations', invitation([own], 'detective@rivertown.example'), limited));
  });

  it('gives a role that is held in such a team nothing more', async () => {
    const desk = await made('/roles', { name: 'Desk', description: null, permissions: ['members:read'] });
    const body = { permissions: ['members:read', 'channels:read'] };
    await change(`/roles/${desk}`, body).expect(200);
    await newMember(world.test, admin, 'sergeant@rivertown.example', [desk], [foreign]);
    beyond(await change(`/roles/${desk}`, { permissions: ['members:read', 'members:manage'] }));
  });

  it('makes, rotates and ends no key of a program in such a team [V8.2.2]', async () => {
    const service = await serviceIn([foreign]);
    const key = await made('/api-keys', keyOf(service));
    beyond(await world.post('/api-keys', keyOf(service), limited));
    beyond(await world.post(`/api-keys/${key}/rotations`, { overlapHours: 0 }, limited));
    beyond(await world.send('delete', `/api-keys/${key}`, limited));
    expect(bodyOf(await world.send('get', `/api-keys/${key}`, admin).expect(200))).toMatchObject({ state: 'active' });
  });

  it('does all of that within their own teams', async () => {
    const service = await serviceIn([own], limited);
    const key = await made('/api-keys', keyOf(service), limited);
    await world.post(`/api-keys/${key}/rotations`, { overlapHours: 0 }, limited).expect(201);
    await world.send('delete', `/api-keys/${key}`, limited).expect(204);
    await change(`/service-members/${service}`, { teamIds: [] }).expect(200);
    const member = await newMember(world.test, limited, 'clerk@rivertown.example', [], [own]);
    await change(`/members/${member.memberId}`, { state: 'disabled' }).expect(200);
  });

  it('is told apart from whoever does: that one reaches every team', async () => {
    const service = await serviceIn([own, foreign]);
    await change(`/service-members/${service}`, { teamIds: [foreign] }, admin).expect(200);
    await change(`/members/${admin.memberId}`, { teamIds: [foreign] }, admin).expect(200);
  });
});
