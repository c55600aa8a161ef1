import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DivanRequest, newId, type RequestContext } from '@divan/platform';
import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import sharp from 'sharp';
import request from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { ApprovalsModule } from './approvals.module';

let ctx: RequestContext;

@Injectable()
class TestGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    host.switchToHttp().getRequest<DivanRequest>().ctx = ctx;
    return true;
  }
}

@Module({ imports: [ApprovalsModule], providers: [{ provide: APP_GUARD, useClass: TestGuard }] })
class SignedInModule {}

const LIMITS = {
  text: { max: 500, unit: 'characters', urlLength: 23 },
  media: { max: 4, types: ['image/png', 'image/jpeg'], maxBytes: 16_000_000, altText: 'supported', altTextMax: 1500 },
  dataVersion: 'test',
  expiresOn: '2999-01-01',
};

const folder = mkdtempSync(join(tmpdir(), 'divan-media-'));
let test: TestApp;
let author: RequestContext;
let approver: RequestContext;
const channelId = newId();

beforeAll(async () => {
  test = await createTestApp({ modules: [SignedInModule], env: { MEDIA_DIR: folder } });
  const { ctx: base } = await test.organization();
  const member = (name: string): RequestContext => ({ ...base, actor: { kind: 'member', id: newId(), name } });
  author = ctx = member('Paria');
  approver = member('Lena');
  await test.ownerQuery(
    `INSERT INTO channels (id, organization_id, network, remote_id, handle, display_name, limits, state, connected_at)
     VALUES ($1, $2, 'mastodon', '1', '@city@social.example', 'City', $3, 'active', now())`,
    [channelId, base.organizationId, JSON.stringify(LIMITS)],
  );
});
afterAll(async () => {
  await test?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => (ctx = author));

const http = () => request(test.address);

describe('from a picture to an approved post, over HTTP', () => {
  it('goes all the way', async () => {
    const png = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#0a7' } })
      .png()
      .toBuffer();
    const media = await http()
      .post('/v1/media')
      .field('altText', 'A bridge')
      .attach('file', png, '../../evil.svg')
      .expect(201);
    expect(media.body).toMatchObject({ mediaType: 'image/png', width: 8, height: 6, altText: 'A bridge', version: 1 });
    expect(media.body).not.toHaveProperty('sha256');
    const content = await http()
      .get(media.body.url)
      .expect(200)
      .expect('content-type', /image\/png/);
    expect(content.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-length': String(media.body.bytes),
    });
    expect(content.headers['content-disposition']).toMatch(/^attachment; filename="[0-9a-f-]+\.png"$/);
    expect(content.headers['content-security-policy']).toContain('sandbox');

    const checks = await http()
      .post('/v1/post-checks')
      .send({ variants: [{ channelId, text: 'x'.repeat(501), mediaIds: [media.body.id] }] })
      .expect(200);
    expect(checks.body.items).toMatchObject([
      { channelId, count: { used: 501, max: 500 }, findings: [{ severity: 'error' }] },
    ]);

    const body = {
      text: 'The bridge is closed.',
      mediaIds: [media.body.id],
      variants: [{ channelId }],
      scheduledFor: { local: '2099-11-22T09:00', timeZone: 'America/Chicago' },
    };
    const key = newId();
    const created = await http()
      .post('/v1/posts')
      .set('Idempotency-Key', key)
      .send(body)
      .expect(201)
      .expect('etag', '"1"');
    const again = await http().post('/v1/posts').set('Idempotency-Key', key).send(body).expect(201);
    expect(again.body.id).toBe(created.body.id);
    expect(created.body).toMatchObject({
      state: 'draft',
      variants: [
        {
          channel: { network: 'mastodon', handle: '@city@social.example' },
          text: null,
          effectiveText: 'The bridge is closed.',
        },
      ],
      scheduledFor: { at: '2099-11-22T15:00:00.000Z' },
      author: { name: 'Paria' },
      publications: [],
    });

    const url = `/v1/posts/${created.body.id}`;
    await http().post(`${url}/submit`).expect(428);
    const review = await http().post(`${url}/submit`).set('If-Match', '"1"').expect(200);
    expect(review.body.state).toBe('in_review');

    const own = await http().get('/v1/approval-requests?state=pending').expect(200);
    expect(own.body.items).toMatchObject([
      { canDecide: false, cannotDecideReason: 'approvals.own_post', post: { id: created.body.id } },
    ]);
    const decisions = `/v1/approval-requests/${own.body.items[0].id}/decisions`;
    const approve = { decision: 'approve', contentHash: review.body.contentHash };
    await http().post(decisions).send(approve).expect(403);
    ctx = approver;
    await http()
      .post(decisions)
      .send({ ...approve, decision: 'reject' })
      .expect(422);
    const decided = await http().post(decisions).send(approve).expect(200);
    expect(decided.body).toMatchObject({
      state: 'approved',
      decisions: [{ decision: 'approve', comment: null, by: { name: 'Lena' } }],
      post: { state: 'scheduled' },
    });
    ctx = author;
    const scheduled = await http().get(url).expect(200);
    expect(scheduled.body.publications).toMatchObject([
      { channelId, state: 'scheduled', remoteUrl: null, error: null },
    ]);

    const listed = await http().get('/v1/posts?state=scheduled,publishing&from=2099-01-01T00:00:00Z').expect(200);
    expect(listed.body).toMatchObject({ items: [{ id: created.body.id }], nextCursor: null });
    const edited = await http()
      .patch(url)
      .set('If-Match', scheduled.headers['etag']!)
      .send({ scheduledFor: null })
      .expect(200);
    expect(edited.body).toMatchObject({ state: 'draft', publications: [], scheduledFor: null, text: body.text });
    await http().delete(url).set('If-Match', `"${edited.body.version}"`).expect(204);
    await http().get('/v1/posts').expect(200, { items: [], nextCursor: null });
  });

  it.each([
    [{}, '/text'],
    [{ text: 'a', variants: [{ channelId: 'nope' }] }, '/variants/0/channelId'],
    [{ text: 'a', state: 'published' }, '/state'],
    [{ text: 'a', scheduledFor: { local: '2026-03-08T02:30', timeZone: 'America/Chicago' } }, '/scheduledFor'],
  ])('refuses %p and says where', async (body, pointer) => {
    const { body: problem, status } = await http().post('/v1/posts').send(body);
    expect([400, 422]).toContain(status);
    expect(problem.errors).toEqual(expect.arrayContaining([expect.objectContaining({ pointer })]));
  });

  it('pages through posts without gaps', async () => {
    for (let n = 0; n < 5; n++)
      await http()
        .post('/v1/posts')
        .send({ text: `Post ${n}` })
        .expect(201);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await http()
        .get(`/v1/posts?limit=2${cursor && `&cursor=${cursor}`}`)
        .expect(200);
      seen.push(...body.items.map((item: { text: string }) => item.text));
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(seen).toEqual(['Post 4', 'Post 3', 'Post 2', 'Post 1', 'Post 0']);
  });

  it('refuses uploads without a file, too large or of another kind', async () => {
    await http().post('/v1/media').field('altText', 'x').expect(400);
    await http().post('/v1/media').send({}).expect(400);
    await http().post('/v1/media').attach('file', Buffer.from('<svg/>'), 'a.png').expect(415);
    await http()
      .post('/v1/media')
      .attach('file', Buffer.alloc(21 * 1024 * 1024), 'a.png')
      .expect(413);
  });
});
