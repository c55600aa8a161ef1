import { newId } from '@divan/platform';
import request, { type Test } from 'supertest';
import { createTestApp, type TestApp } from '../../../../test/support/app';
import { newAdministrator, newMember, type SignedIn } from '../../../../test/support/sign-in';
import type { TeamLevel } from './team-level';

const LIMITS = {
  text: { max: 500, unit: 'characters', urlLength: 23 },
  media: { max: 4, types: ['image/png'], maxBytes: 16_000_000, altText: 'supported', altTextMax: 1500 },
  dataVersion: 'test',
  expiresOn: '2999-01-01',
};
/** Everything that is done with channels, so that only the team's level stands in the way. */
const ROLES = ['agent', 'publisher', 'approver'];

interface Body {
  id: string;
  version: number;
}

let test: TestApp;
let admin: SignedIn;
const channelId = newId();
const open = newId();
const conversationId = newId();
const teams = {} as Record<TeamLevel | 'elsewhere', string>;
const members = {} as Record<TeamLevel, SignedIn>;

const as = (member: SignedIn, method: 'get' | 'post' | 'patch' | 'delete', path: string): Test =>
  request(test.address)[method](path).set('Authorization', `Bearer ${member.accessToken}`).set('If-Match', '*');

beforeAll(async () => {
  test = await createTestApp();
  admin = await newAdministrator(test);
  const { organizationId } = admin;
  for (const [id, remoteId] of [
    [channelId, '1'],
    [open, '2'],
  ])
    await test.ownerQuery(
      `INSERT INTO channels (id, organization_id, network, remote_id, handle, display_name, limits, state, connected_at)
       VALUES ($1, $2, 'mastodon', $3, '=city', 'City', $4, 'active', now())`,
      [id, organizationId, remoteId, JSON.stringify(LIMITS)],
    );
  await test.ownerQuery(
    `INSERT INTO conversations (id, organization_id, channel_id, contact_id, thread_remote_id, remote_ref, kind, status, contact_name,
       contact_handle, last_message_id, last_message_text, last_message_direction, last_message_kind, last_message_at, message_count,
       unread_count, created_at)
     VALUES ($1, $2, $3, $4, 't', '{}', 'mention', 'open', 'Maria', 'maria', $4, 'Hello', 'inbound', 'mention', now(), 1, 1, now())`,
    [conversationId, organizationId, channelId, newId()],
  );
  for (const name of ['read', 'respond', 'publish', 'full', 'elsewhere'] as const)
    teams[name] = ((await as(admin, 'post', '/v1/teams').send({ name }).expect(201)).body as Body).id;
  const level = (name: TeamLevel) => ({ teamId: teams[name], level: name });
  const shared = await as(admin, 'patch', `/v1/channels/${channelId}`)
    .send({ teamAccess: (['read', 'respond', 'publish', 'full'] as const).map(level) })
    .expect(200);
  expect(shared.body).toMatchObject({ level: 'full', teamAccess: expect.arrayContaining([level('respond')]) });
  for (const name of ['read', 'respond', 'publish', 'full'] as const)
    members[name] = await newMember(test, admin, `${name}@rivertown.example`, ROLES, [teams[name]]);
}, 30_000);
afterAll(() => test.close());

const post = (member: SignedIn, ids = [channelId]): Test =>
  as(member, 'post', '/v1/posts').send({
    text: 'Bridge closed.',
    mediaIds: [],
    variants: ids.map((id) => ({ channelId: id })),
  });

describe('a channel shared with teams by level', () => {
  it('lets each team do what its level says and nothing more, whatever the roles say [V8.2.2] [V8.3.1]', async () => {
    for (const [name, allowed] of [
      ['read', []],
      ['respond', ['inbox']],
      ['publish', ['inbox', 'posts']],
      ['full', ['inbox', 'posts']],
    ] as const) {
      const member = members[name];
      expect((await as(member, 'get', `/v1/channels/${channelId}`).expect(200)).body).toMatchObject({ level: name });
      await as(member, 'get', `/v1/conversations/${conversationId}`).expect(200);
      const conversation = `/v1/conversations/${conversationId}`;
      const inbox = [
        as(member, 'patch', conversation).send({ status: 'pending' }),
        as(member, 'patch', conversation).send({ assigneeId: member.memberId }),
        as(member, 'post', `${conversation}/messages`).send({ text: 'Yes.' }),
      ];
      for (const attempt of inbox) {
        const { status, body } = await attempt;
        expect([name, status === 403]).toEqual([name, !(allowed as readonly string[]).includes('inbox')]);
        if (status === 403) expect(body).toMatchObject({ code: 'channels.not_allowed_here', channelId });
      }
      expect([name, (await post(member)).status]).toEqual([
        name,
        (allowed as readonly string[]).includes('posts') ? 201 : 403,
      ]);
    }
  });

  it('holds for every channel of a post, on every step of it [V8.2.2]', async () => {
    const { body } = await post(members.publish).expect(201);
    const { id } = body as Body;
    for (const step of [
      as(members.respond, 'patch', `/v1/posts/${id}`).send({ text: 'Open.' }),
      as(members.respond, 'patch', `/v1/posts/${id}`).send({ variants: [{ channelId: open }] }),
      as(members.respond, 'delete', `/v1/posts/${id}`),
      as(members.respond, 'post', `/v1/posts/${id}/submit`),
    ])
      expect((await step).body).toMatchObject({ code: 'channels.not_allowed_here', status: 403 });
    await post(members.read, [open]).expect(201);
    await post(members.read, [open, channelId]).expect(403);
    await as(members.publish, 'post', `/v1/posts/${id}/submit`).expect(200);
    const requests = (await as(members.full, 'get', '/v1/approval-requests?state=pending')).body as {
      items: { id: string; contentHash: string }[];
    };
    const [{ id: requestId, contentHash }] = requests.items as [{ id: string; contentHash: string }];
    const decide = (member: SignedIn): Test =>
      as(member, 'post', `/v1/approval-requests/${requestId}/decisions`).send({
        decision: 'reject',
        comment: 'No.',
        contentHash,
      });
    for (const member of [members.read, members.respond]) await decide(member).expect(403);
    await decide(members.full).expect(200);
  });

  it('takes the highest level of a member’s teams, and all of it from who manages the organization', async () => {
    const both = await newMember(test, admin, 'both@rivertown.example', ROLES, [teams.read, teams.respond]);
    expect((await as(both, 'get', `/v1/channels/${channelId}`)).body).toMatchObject({ level: 'respond' });
    await as(both, 'patch', `/v1/conversations/${conversationId}`).send({ status: 'open' }).expect(200);
    await post(admin).expect(201);
    const outside = await newMember(test, admin, 'outside@rivertown.example', ROLES, [teams.elsewhere]);
    await as(outside, 'get', `/v1/channels/${channelId}`).expect(404);
    await as(outside, 'patch', `/v1/conversations/${conversationId}`).send({ status: 'open' }).expect(404);
    await post(outside).expect(422);
  });

  it('puts every refused use on record [V16.3.2]', async () => {
    const rows = await test.ownerQuery<{ object_id: string; outcome: string }>(
      `SELECT object_id, outcome FROM audit_events WHERE kind = 'channels.channel-use-refused' AND actor_id = $1`,
      [members.read.memberId],
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const row of rows) expect(row).toEqual({ object_id: channelId, outcome: 'refused' });
  });

  it('is not changed, taken over or disconnected by a team without all rights there', async () => {
    const role = await as(admin, 'post', '/v1/roles').send({ name: 'Connector', permissions: ['channels:connect'] });
    const { id } = role.body as Body;
    const connector = await newMember(test, admin, 'connector@rivertown.example', [id, 'agent'], [teams.publish]);
    await as(connector, 'patch', `/v1/channels/${channelId}`)
      .send({ teamAccess: [{ teamId: teams.publish, level: 'full' }] })
      .expect(403);
    await as(connector, 'delete', `/v1/channels/${channelId}`).expect(403);
  });

  it('keeps its teams: one with which it is shared is not removed, also not at the same moment', async () => {
    const refused = await as(admin, 'delete', `/v1/teams/${teams.read}`).expect(409);
    expect(refused.body).toMatchObject({ code: 'channels.team_in_use', channelCount: 1 });
    await as(members.read, 'get', `/v1/channels/${channelId}`).expect(200);
    const [shared, removed] = await Promise.all([
      as(admin, 'patch', `/v1/channels/${open}`).send({ teamIds: [teams.elsewhere] }),
      as(admin, 'delete', `/v1/teams/${teams.elsewhere}`),
    ]);
    expect([
      [200, 409],
      [422, 204],
    ]).toContainEqual([shared.status, removed.status]);
  });

  it('keeps the levels when only the teams are given, and takes nothing that is unclear', async () => {
    const patch = (body: object): Test => as(admin, 'patch', `/v1/channels/${channelId}`).send(body);
    const kept = await patch({ teamIds: [teams.read, teams.full] }).expect(200);
    expect((kept.body as { teamAccess: object[] }).teamAccess).toEqual([
      { teamId: teams.read, level: 'read' },
      { teamId: teams.full, level: 'full' },
    ]);
    const access = { teamId: teams.read, level: 'respond' };
    await patch({ teamIds: [teams.read], teamAccess: [access] }).expect(422);
    await patch({ teamAccess: [access, { ...access, level: 'full' }] }).expect(422);
    await patch({ teamAccess: [{ ...access, level: 'everything' }] }).expect(400);
    await patch({ teamAccess: [{ ...access, teamId: newId() }] }).expect(422);
    await patch({ teamAccess: [access] }).expect(200);
  });
});

describe('the access review', () => {
  interface Review {
    items: {
      member: { name: string; email: string; state: string };
      permissions: string[];
      channels: { id: string; permissions: string[] }[];
    }[];
    nextCursor: string | null;
  }

  it('says who can do what on which channel, each member once', async () => {
    await as(admin, 'patch', `/v1/members/${members.publish.memberId}`).send({ state: 'disabled' }).expect(200);
    const items: Review['items'] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const url: string = `/v1/access-review?limit=3${cursor ? `&cursor=${cursor}` : ''}`;
      const page = (await as(admin, 'get', url).expect(200)).body as Review;
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    const of = (name: string) => items.find(({ member }) => member.email === `${name}@rivertown.example`);
    const here = (name: string) => of(name)?.channels.find(({ id }) => id === channelId)?.permissions;
    expect(items).toHaveLength(8);
    expect(here('read')).toEqual(expect.arrayContaining(['inbox:read', 'inbox:reply']));
    expect(here('read')).not.toContain('posts:write');
    expect(here('admin')).toContain('channels:connect');
    expect(here('full')).toBeUndefined();
    expect(of('publish')).toMatchObject({ member: { state: 'disabled' }, permissions: [], channels: [] });
  });

  it('is for who manages the organization, and its export is on record and safe to open', async () => {
    await as(members.full, 'get', '/v1/access-review').expect(403);
    await as(members.full, 'get', '/v1/access-review/export').expect(403);
    const { text, headers } = await as(admin, 'get', '/v1/access-review/export').expect(200);
    expect(headers['content-type']).toContain('text/csv');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="access-review-[\d-]+\.csv"$/);
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toContain('permissionsOnChannel');
    expect(lines.filter((line) => line.includes(members.read.memberId)).length).toBeGreaterThanOrEqual(1);
    expect(text).toContain("'=city");
    expect(text).not.toMatch(/(^|,)=/m);
    const [event] = await test.ownerQuery<{ actor_id: string }>(
      `SELECT actor_id FROM audit_events WHERE kind = 'channels.access-review-exported'`,
    );
    expect(event).toEqual({ actor_id: admin.memberId });
  });
});
