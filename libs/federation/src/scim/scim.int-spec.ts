import { randomUUID } from 'node:crypto';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { eventually, Rest, type Answer } from '../../../../test/support/rest';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';

interface User {
  id: string;
  userName: string;
  externalId?: string;
  displayName: string;
  active: boolean;
  emails: { value: string }[];
  name?: { familyName?: string };
  groups?: { value: string }[];
  meta: { location: string };
}
interface Group {
  id: string;
  displayName: string;
  members?: { value: string }[];
}
interface List<T> {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: T[];
}
interface Problem {
  status: string;
  scimType?: string;
  code: string;
}

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const TYPE = { 'Content-Type': 'application/scim+json' };

let test: TestApp;
let administrator: SignedIn;
let admin: Rest;
let directory: Rest;

beforeAll(async () => {
  test = await createTestApp();
  administrator = await newAdministrator(test);
  admin = new Rest(test.address, administrator);
  directory = await directoryOf(admin);
  await admin.post('/v1/identity-providers', {
    kind: 'oidc',
    name: 'Entra ID',
    oidc: { issuer: 'https://login.microsoftonline.com/x/v2.0', clientId: 'divan', authentication: 'private_key_jwt' },
    defaultRoles: ['read-only'],
    roleMapping: [
      { group: 'Press office', roleId: 'publisher' },
      { group: 'Admins', roleId: 'administrator' },
    ],
  });
}, 60_000);
afterAll(() => test.close());

/** What a directory of the administrator's organization comes with: a key. */
async function directoryOf(owner: Rest): Promise<Rest> {
  const { body: service } = await owner.post<{ id: string }>('/v1/service-members', {
    name: 'Directory',
    roles: ['administrator'],
    teamIds: [],
  });
  const { body } = await owner.post<{ key: string }>('/v1/api-keys', {
    serviceMemberId: service.id,
    name: 'Entra ID',
    scopes: ['scim:manage'],
    channelIds: null,
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    allowedNetworks: null,
  });
  return new Rest(test.address, { accessToken: body.key });
}

const scim = <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  directory.send<T>(method, `/v1/scim/v2/${path}`, body, body === undefined ? {} : TYPE);
const patch = <T>(path: string, ...Operations: object[]): Promise<Answer<T>> =>
  scim<T>('PATCH', path, { schemas: [PATCH], Operations });
const userOf = (name: string): object => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `${name}@rivertown.example`,
  externalId: `ext-${name}`,
  name: { givenName: name, familyName: 'Rivera' },
  emails: [{ primary: true, type: 'work', value: `${name}@rivertown.example` }],
  active: true,
});
const create = async (name: string): Promise<User> => {
  const { status, body } = await scim<User>('POST', 'Users', userOf(name));
  expect([status, body]).toEqual([201, expect.objectContaining({ active: true })]);
  return body;
};
const rolesOf = async (id: string): Promise<string[]> =>
  (await admin.get<{ roles: string[] }>(`/v1/members/${id}`)).body.roles.toSorted();
const find = async (filter: string): Promise<Answer<List<User> & Problem>> =>
  scim('GET', `Users?filter=${encodeURIComponent(filter)}`);

describe('users', () => {
  it('are made as members with the roles of the providers, found by name and read', async () => {
    const made = await create('ana');
    expect(made).toMatchObject({ userName: 'ana@rivertown.example', displayName: 'ana Rivera', externalId: 'ext-ana' });
    expect(made.meta.location).toBe(`http://127.0.0.1:8080/v1/scim/v2/Users/${made.id}`);
    expect(await rolesOf(made.id)).toEqual(['read-only']);
    expect((await find('userName eq "ANA@rivertown.example"')).body.Resources.map(({ id }) => id)).toEqual([made.id]);
    const again = await scim<Problem>('POST', 'Users', userOf('ana'));
    expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness']);
    expect(again.headers.get('content-type')).toContain('application/scim+json');
  });

  it('keep only what is needed of a person', async () => {
    const { body } = await scim<User>('POST', 'Users', {
      ...userOf('rich'),
      password: 'never kept by anyone',
      phoneNumbers: [{ type: 'work', value: '+1 555 0100' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { employeeNumber: '4711' },
    });
    const rows = JSON.stringify(await test.ownerQuery('SELECT * FROM scim_users WHERE member_id = $1', [body.id]));
    for (const secret of ['never kept', '555 0100', '4711']) expect(rows + JSON.stringify(body)).not.toContain(secret);
  });

  it('who leave lose access at once, and may come back, in every dialect [V7.4.2]', async () => {
    for (const [leave, comeBack] of [
      [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Replace', path: 'active', value: 'True' },
      ],
      [
        { op: 'Replace', path: 'active', value: false },
        { op: 'Add', path: 'active', value: true },
      ],
      [
        { op: 'replace', value: { active: false } },
        { op: 'replace', value: { active: true } },
      ],
    ] as const) {
      const name = `leaver-${randomUUID().slice(0, 8)}`;
      const member = await newMember(test, administrator, `${name}@rivertown.example`, ['agent']);
      const own = new Rest(test.address, member);
      const refresh = { Cookie: member.cookie, 'X-Divan-Client': 'web' };
      expect((await own.get('/v1/me')).status).toBe(200);
      const left = await patch<User>(`Users/${member.memberId}`, leave);
      expect([left.status, left.body.active]).toEqual([200, false]);
      await eventually('the end of the session', async () => (await own.get('/v1/me')).status === 401);
      expect((await own.send('POST', '/v1/auth/refresh', undefined, refresh)).status).toBe(401);
      const found = await find(`externalId eq "none" or userName eq "${name}@rivertown.example"`);
      expect(found.body.Resources[0]?.active).toBe(false);
      expect((await patch<User>(`Users/${member.memberId}`, comeBack)).body.active).toBe(true);
      expect((await own.get('/v1/me')).status).toBe(401);
    }
  });

  it('change by paths, filters and whole objects', async () => {
    const { id } = await create('paula');
    const changed = await patch<User>(
      `Users/${id}`,
      { op: 'Replace', path: 'name.familyName', value: 'Ruiz' },
      { op: 'Replace', path: 'displayName', value: 'Paula Ruiz' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'PAULA@rivertown.example' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Water' },
      { op: 'replace', value: { id, externalId: 'ext-2', 'name.givenName': 'Pau' } },
    );
    expect([changed.status, changed.body]).toEqual([
      200,
      expect.objectContaining({ displayName: 'Paula Ruiz', externalId: 'ext-2' }),
    ]);
    expect(changed.body.name).toMatchObject({ familyName: 'Ruiz', givenName: 'Pau' });
    expect((await admin.get<{ name: string }>(`/v1/members/${id}`)).body.name).toBe('Paula Ruiz');
    expect((await patch<Problem>(`Users/${id}`, { op: 'replace', path: 'shoeSize', value: 1 })).body.scimType).toBe(
      'invalidPath',
    );
    const moved = await scim<Problem>('PUT', `Users/${id}`, {
      ...userOf('paula'),
      emails: [{ value: 'other@rivertown.example' }],
    });
    expect([moved.status, moved.body.scimType]).toEqual([400, 'mutability']);
    const replaced = await scim<User>('PUT', `Users/${id}`, { userName: 'paula2@rivertown.example', displayName: 'P' });
    expect(replaced.body).toMatchObject({ userName: 'paula2@rivertown.example', displayName: 'P', active: true });
  });

  it('come with what is not kept in any form, in schemas of the directory’s own, and with wrapped values', async () => {
    const made = await scim<User>('POST', 'Users', {
      ...userOf('custom'),
      schemas: [
        'urn:ietf:params:scim:schemas:core:2.0:User',
        'urn:ietf:params:scim:schemas:extension:rivertown:2.0:User',
      ],
      roles: [{ primary: 'True', type: 'WindowsAzureActiveDirectoryRole', value: 'Press' }],
      profileUrl: 'no address',
      phoneNumbers: 'none',
      'urn:ietf:params:scim:schemas:extension:rivertown:2.0:User': { badge: 7 },
    });
    expect([made.status, made.headers.get('location')]).toEqual([201, made.body.meta.location]);
    const wrapped = await patch<User>(
      `Users/${made.body.id}`,
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'Customary' }] },
      { op: 'Replace', path: 'active', value: [{ $ref: null, value: 'False' }] },
    );
    expect([wrapped.status, wrapped.body.displayName, wrapped.body.active]).toEqual([200, 'Customary', false]);
    const lists = { op: 'Replace', path: 'displayName', value: ['a', 'b'] };
    expect((await patch<Problem>(`Users/${made.body.id}`, lists)).body.scimType).toBe('invalidValue');
  });

  it('that are removed are disabled and gone, and may be made again', async () => {
    const { id } = await create('tom');
    expect((await scim('DELETE', `Users/${id}`)).status).toBe(204);
    expect((await scim('GET', `Users/${id}`)).status).toBe(404);
    expect((await scim('DELETE', `Users/${id}`)).status).toBe(404);
    expect((await admin.get<{ state: string }>(`/v1/members/${id}`)).body.state).toBe('disabled');
    expect((await create('tom')).id).toBe(id);
  });

  it('never take the last administrator away, by any way', async () => {
    const { memberId } = administrator;
    for (const answer of [
      await patch<Problem>(`Users/${memberId}`, { op: 'Replace', path: 'active', value: false }),
      await scim<Problem>('DELETE', `Users/${memberId}`),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, 'accounts.last_administrator']);
    const kinds = await test.ownerQuery(
      `SELECT FROM audit_events WHERE kind = 'federation.scim-refused' AND actor_kind = 'key'`,
    );
    expect(kinds.length).toBeGreaterThan(1);
    expect((await admin.get('/v1/me')).status).toBe(200);
  });
});

describe('lists', () => {
  it('come in pages that hold everyone once', async () => {
    const all = (await scim<List<User>>('GET', 'Users?count=200')).body;
    expect(all.Resources).toHaveLength(all.totalResults);
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= all.totalResults; startIndex += 3) {
      const { body } = await scim<List<User>>('GET', `Users?startIndex=${startIndex}&count=3`);
      expect([body.totalResults, body.startIndex, body.itemsPerPage]).toEqual([
        all.totalResults,
        startIndex,
        body.Resources.length,
      ]);
      seen.push(...body.Resources.map(({ id }) => id));
    }
    expect(seen).toEqual(all.Resources.map(({ id }) => id));
    expect((await scim<List<User>>('GET', 'Users?count=0')).body).toMatchObject({
      totalResults: all.totalResults,
      Resources: [],
    });
    expect((await scim<List<User>>('GET', 'Users?startIndex=-5&count=-5')).body).toMatchObject({
      startIndex: 1,
      Resources: [],
    });
  });

  it.each([
    ['externalId eq "ext-ana"', 1],
    ['emails[type eq "work"].value eq "ana@rivertown.example"', 1],
    ['emails.value co "ana@" and active eq true', 1],
    ['not (userName sw "ana")', -1],
    ['(userName eq "ana@rivertown.example" or externalId eq "x") and active eq "True"', 1],
    ['meta.lastModified gt "2100-01-01T00:00:00Z"', 0],
    ['userName sw "%"', 0],
    ['id eq "none"', 0],
  ])('are filtered by %s', async (filter, expected) => {
    const { status, body } = await find(filter);
    expect([filter, status, body.code]).toEqual([filter, 200, undefined]);
    if (expected >= 0) expect(body.totalResults).toBe(expected);
    else expect(body.totalResults).toBeGreaterThan(1);
  });

  it.each(['userName eq', 'userName eq "x" and', 'userName eq "x" or not'])(
    'are not made of half a filter: %s',
    async (filter) => {
      const { status, body } = await find(filter);
      expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
    },
  );

  it('take nothing in a filter for SQL, nor for an object of the process', async () => {
    for (const filter of [
      `userName eq "x' OR '1'='1"`,
      'userName eq "x"; DROP TABLE members',
      'password eq "x"',
      'a.password_hash pr',
      '__proto__.polluted eq "x"',
      'constructor.keys eq "x"',
      'hasOwnProperty.call eq "x"',
      'userName eq "a\\" or constructor.keys eq \\"b"',
      'emails[constructor.assign eq "x"].value eq "y"',
      'userName',
      'userName eq',
      '(((((',
      'x'.repeat(5_000),
    ]) {
      const { status, body } = await find(filter);
      expect([filter, status === 400 || body.totalResults === 0]).toEqual([filter, true]);
    }
    const { id } = await create('victim');
    for (const path of [
      'emails[constructor.keys eq "x"].value',
      '__proto__.polluted',
      'constructor',
      'members[value eq "x" or constructor.keys eq "y"]',
    ])
      expect([path, (await patch(`Users/${id}`, { op: 'add', path, value: 'v@rivertown.example' })).status]).toEqual([
        path,
        400,
      ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(typeof Object.keys).toBe('function');
    expect((await scim('GET', `Users/${id}`)).status).toBe(200);
  });
});

describe('groups', () => {
  const groupOf = async (displayName: string, ...ids: string[]): Promise<Group> => {
    const { status, body } = await scim<Group>('POST', 'Groups', {
      displayName,
      members: ids.map((value) => ({ value })),
    });
    expect([status, body.displayName]).toEqual([201, displayName]);
    return body;
  };

  it('give and take the roles that they stand for, and no other', async () => {
    const [first, second] = [await create('first'), await create('second')];
    const group = await groupOf('Press office', first.id);
    expect([await rolesOf(first.id), await rolesOf(second.id)]).toEqual([['publisher', 'read-only'], ['read-only']]);
    await patch(`Groups/${group.id}`, { op: 'Add', path: 'members', value: [{ value: second.id, $ref: null }] });
    expect(await rolesOf(second.id)).toEqual(['publisher', 'read-only']);
    await patch(`Groups/${group.id}`, { op: 'Remove', path: 'members', value: [{ value: first.id }] });
    await patch(`Groups/${group.id}`, { op: 'remove', path: `members[value eq "${second.id}"]` });
    expect([await rolesOf(first.id), await rolesOf(second.id)]).toEqual([['read-only'], ['read-only']]);
    await scim('PUT', `Groups/${group.id}`, { displayName: 'Press office', members: [{ value: first.id }] });
    expect(await rolesOf(first.id)).toEqual(['publisher', 'read-only']);
    await patch(`Groups/${group.id}`, { op: 'replace', value: { id: group.id, displayName: 'Choir' } });
    expect(await rolesOf(first.id)).toEqual(['read-only']);
    await patch(`Groups/${group.id}`, { op: 'replace', path: 'displayName', value: 'Press office' });
    expect((await scim<User>('GET', `Users/${first.id}`)).body.groups?.[0]?.value).toBe(group.id);
    expect((await scim('DELETE', `Groups/${group.id}`)).status).toBe(204);
    expect(await rolesOf(first.id)).toEqual(['read-only']);
  });

  it('are found by name and by member, and listed without members where asked', async () => {
    const { id } = await create('finder');
    const group = await groupOf('Finders', id);
    for (const filter of ['displayName eq "finders"', `members eq "${id}"`, `members[value eq "${id}"]`]) {
      const { body } = await scim<List<Group>>(
        'GET',
        `Groups?filter=${encodeURIComponent(filter)}&excludedAttributes=members`,
      );
      expect([filter, body.Resources?.map((one) => [one.id, one.members])]).toEqual([filter, [[group.id, undefined]]]);
    }
    expect((await scim<Problem>('POST', 'Groups', { displayName: 'FINDERS' })).body.scimType).toBe('uniqueness');
  });

  it('lose whoever is named, also somebody who could never be in them', async () => {
    const { id } = await groupOf('Leavers', (await create('stays')).id);
    const left = await patch<Group>(`Groups/${id}`, { op: 'Remove', path: 'members[value eq "nobody"]' });
    expect([left.status, left.body.members?.length]).toEqual([200, 1]);
  });

  it('hold users of this organization only', async () => {
    const stranger = await newAdministrator(test, 'admin@elsewhere.example');
    const { id } = await groupOf('Ours');
    for (const value of [stranger.memberId, randomUUID(), 'none', `x" or constructor.keys eq "y`]) {
      const answer = await patch<Problem>(`Groups/${id}`, { op: 'add', path: 'members', value: [{ value }] });
      expect([value, answer.status, answer.body.scimType]).toEqual([value, 400, 'invalidValue']);
    }
    const other = await directoryOf(new Rest(test.address, stranger));
    expect((await other.get(`/v1/scim/v2/Groups/${id}`)).status).toBe(404);
    expect((await other.get<List<User>>('/v1/scim/v2/Users')).body.totalResults).toBe(1);
    expect((await scim('GET', `Users/${stranger.memberId}`)).status).toBe(404);
  });
});

describe('the service', () => {
  it('says what it can do', async () => {
    const config = await scim<{ patch: { supported: boolean }; bulk: { supported: boolean } }>(
      'GET',
      'ServiceProviderConfig',
    );
    expect([config.body.patch.supported, config.body.bulk.supported]).toEqual([true, false]);
    expect((await scim<List<{ name: string }>>('GET', 'ResourceTypes')).body.Resources.map(({ name }) => name)).toEqual(
      ['User', 'Group'],
    );
    const schemas = (await scim<List<{ id: string }>>('GET', 'Schemas')).body;
    expect([schemas.totalResults, schemas.itemsPerPage]).toEqual([schemas.Resources.length, schemas.Resources.length]);
    for (const path of ['ResourceTypes/Group', `Schemas/${schemas.Resources[0]!.id}`])
      expect((await scim<{ id: string }>('GET', path)).body.id).toBe(path.split('/')[1]);
    const unknown = await scim<Problem>('GET', 'ResourceTypes/Printer');
    expect([unknown.status, unknown.body.status]).toEqual([404, '404']);
  });

  it('is for keys with its scope, and for nobody else [V8.2.1]', async () => {
    const reader = new Rest(
      test.address,
      await newMember(test, administrator, 'reader@rivertown.example', ['read-only']),
    );
    expect((await reader.get('/v1/scim/v2/Users')).status).toBe(403);
    const none = await new Rest(test.address, { accessToken: 'none' }).get<Problem>('/v1/scim/v2/Users');
    expect([none.status, none.body.code]).toEqual([401, 'auth.not_signed_in']);
    expect((await directory.get('/v1/members')).status).toBe(403);
    // Not even an administrator: members' own routes want a fresh second factor, and this is no way around it.
    expect((await admin.get<Problem>('/v1/scim/v2/Users')).body.code).toBe('federation.key_required');
  });
});
