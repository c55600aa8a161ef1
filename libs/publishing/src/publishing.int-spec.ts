import { MediaService } from '@divan/media';
import { type RequestContext, systemContext } from '@divan/platform';
import sharp from 'sharp';
import { PostDrafts } from './post-drafts.service';
import { type PostDetails, PostReader } from './post-reader.service';
import { PostChecks } from './post-checks.service';
import { asMember, createPublishingTest, draft, type PublishingTest } from './publishing.fake';
import { PublishingService } from './publishing.service';

let test: PublishingTest;
let drafts: PostDrafts;
let publishing: PublishingService;
let reader: PostReader;

beforeAll(async () => {
  test = await createPublishingTest();
  drafts = test.module.get(PostDrafts);
  publishing = test.module.get(PublishingService);
  reader = test.module.get(PostReader);
});
afterAll(() => test?.close());
beforeEach(() => test.clock.reset());

const tag = ({ post }: PostDetails): string => `"${post.version}"`;
const inOneHour = (): { local: string; timeZone: string } => ({
  local: new Date(Date.now() + 3_600_000).toISOString().slice(0, 16),
  timeZone: 'UTC',
});

async function submitted(ctx: RequestContext, input: Parameters<PostDrafts['createPost']>[1]): Promise<PostDetails> {
  const post = await drafts.createPost(ctx, input);
  return publishing.submitPost(ctx, post.post.id, tag(post));
}

async function approve(ctx: RequestContext, { post }: PostDetails, hash = post.contentHash): Promise<PostDetails> {
  await test.database.transaction(ctx, (tx) => publishing.approvePost(ctx, tx, post.id, hash));
  return reader.getPost(ctx, post.id);
}

describe('the way of a post', () => {
  it('goes from draft over review to the schedule, with a job for its time', async () => {
    const { ctx, channelId } = await test.town();
    const review = await submitted(ctx, draft(channelId, { scheduledFor: inOneHour() }));
    expect(review.post.state).toBe('in_review');
    const scheduled = await approve(ctx, review);
    expect(scheduled.post.state).toBe('scheduled');
    expect(scheduled.publications).toMatchObject([{ state: 'scheduled', dueAt: review.post.schedule!.at, attempt: 0 }]);
    const [job] = await test.ownerQuery<{ run_at: Date }>(`SELECT run_at FROM graphile_worker.jobs WHERE key = $1`, [
      `publishing.publish-post:${scheduled.publications[0]!.id}`,
    ]);
    const early = review.post.schedule!.at.getTime() - job!.run_at.getTime();
    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(3000);
  });

  it('voids the approval and cancels what was scheduled when anything is edited', async () => {
    const { ctx, channelId } = await test.town();
    const scheduled = await approve(ctx, await submitted(ctx, draft(channelId, { scheduledFor: inOneHour() })));
    const publication = scheduled.publications[0]!.id;
    const edited = await drafts.editPost(ctx, scheduled.post.id, { text: 'The bridge is open.' }, tag(scheduled));
    expect(edited.post.state).toBe('draft');
    expect(edited.publications).toEqual([]);
    const rows = await test.database.read(ctx, (tx) =>
      tx.query(`SELECT state FROM publications WHERE id = $1`, [publication]),
    );
    expect(rows).toEqual([{ state: 'cancelled' }]);
    await expect(approve(ctx, edited)).rejects.toMatchObject({ code: 'publishing.wrong_state' });
  });

  it('refuses an approval of other content than there is now', async () => {
    const { ctx, channelId } = await test.town();
    const review = await submitted(ctx, draft(channelId));
    await expect(approve(ctx, review, 'f'.repeat(64))).rejects.toMatchObject({
      code: 'publishing.content_changed',
      status: 409,
    });
  });

  it('does not publish by itself when the approval comes too late, and lets a person do it', async () => {
    const { ctx, channelId } = await test.town();
    const review = await submitted(ctx, draft(channelId, { scheduledFor: inOneHour() }));
    test.clock.advance(2 * 3_600_000);
    const late = await approve(ctx, review);
    expect(late.post).toMatchObject({ state: 'approved', stateReason: { code: 'publishing.approved_late' } });
    expect(late.publications).toEqual([]);
    const now = await publishing.publishNow(ctx, late.post.id, tag(late));
    expect(now.publications).toMatchObject([{ state: 'scheduled' }]);
  });

  it('refuses a schedule in the past, a stale version and a lost update', async () => {
    const { ctx, channelId } = await test.town();
    const post = await drafts.createPost(ctx, draft(channelId, { scheduledFor: inOneHour() }));
    await expect(publishing.submitPost(ctx, post.post.id, '"9"')).rejects.toMatchObject({ status: 412 });
    test.clock.advance(2 * 3_600_000);
    await expect(publishing.submitPost(ctx, post.post.id, tag(post))).rejects.toMatchObject({
      code: 'publishing.schedule_in_past',
    });
  });

  it('withdraws from the schedule', async () => {
    const { ctx, channelId } = await test.town();
    const scheduled = await approve(ctx, await submitted(ctx, draft(channelId, { scheduledFor: inOneHour() })));
    const back = await publishing.withdrawPost(ctx, scheduled.post.id, tag(scheduled));
    expect(back.post.state).toBe('draft');
    expect(back.publications).toEqual([]);
  });
});

describe('checks', () => {
  it('counts as the network does and blocks what does not fit', async () => {
    const { ctx, channelId } = await test.town();
    const long = 'é'.repeat(301);
    const [result] = await test.module.get(PostChecks).checkVariants(ctx, [{ channelId, text: long, mediaIds: [] }]);
    expect(result).toMatchObject({
      count: { used: 301, max: 300 },
      findings: [{ severity: 'error', code: 'text_too_long' }],
    });
    await expect(submitted(ctx, draft(channelId, { text: long }))).rejects.toMatchObject({
      code: 'publishing.checks_failed',
      errors: [{ pointer: '/variants/0', code: 'text_too_long' }],
    });
  });

  it('demands alt text, also where the network does not', async () => {
    const { ctx, channelId } = await test.town();
    const media = await test.module
      .get(MediaService, { strict: false })
      .uploadMedia(ctx, { bytes: await picture(), altText: '' });
    await expect(submitted(ctx, draft(channelId, { mediaIds: [media.id] }))).rejects.toMatchObject({
      errors: [{ code: 'alt_text_missing' }],
    });
  });
});

describe('media of a post', () => {
  it('are part of what is approved: another alt text voids it', async () => {
    const { ctx, channelId } = await test.town();
    const library = test.module.get(MediaService, { strict: false });
    const media = await library.uploadMedia(ctx, { bytes: await picture(), altText: 'A bridge' });
    const scheduled = await approve(
      ctx,
      await submitted(ctx, draft(channelId, { mediaIds: [media.id], scheduledFor: inOneHour() })),
    );
    await library.changeAltText(ctx, media.id, 'A burning bridge', '"1"');
    const after = await reader.getPost(ctx, scheduled.post.id);
    expect(after.post.state).toBe('draft');
    expect(after.post.contentHash).not.toBe(scheduled.post.contentHash);
    expect(after.publications).toEqual([]);
  });
});

describe('who sees a post', () => {
  it('is nobody of another organization, in the database itself', async () => {
    const { ctx, channelId } = await test.town();
    const other = await test.town();
    const { post } = await drafts.createPost(ctx, draft(channelId));
    await expect(reader.getPost(other.ctx, post.id)).rejects.toMatchObject({ status: 404 });
    const tables = ['posts', 'post_variants', 'publications', 'publication_attempts', 'media'];
    for (const table of tables) {
      const rows = await test.database.read(other.ctx, (tx) => tx.query(`SELECT 1 FROM ${table}`));
      expect(rows).toEqual([]);
    }
    await expect(drafts.createPost(other.ctx, draft(channelId))).rejects.toMatchObject({
      code: 'publishing.unknown_channel',
    });
  });

  it('is only who sees all of its channels', async () => {
    const { ctx, channelId } = await test.town();
    const team = '0193f2d0-6a3c-7cc1-8f55-6a2f0f1d2b3c';
    const everything = systemContext(ctx.organizationId);
    await test.database.transaction(everything, (tx) =>
      tx.execute(`UPDATE channels SET team_ids = $1 WHERE id = $2`, [[team], channelId]),
    );
    const inside = asMember(ctx, 'Sara', { permissions: new Set(['posts:write', 'posts:read']), teamIds: [team] });
    const { post } = await drafts.createPost(inside, draft(channelId));
    const outside = { ...inside, teamIds: [] };
    await expect(reader.getPost(outside, post.id)).rejects.toMatchObject({ status: 404 });
    const filter = { state: null, from: null, to: null, before: null, limit: 10 };
    expect(await reader.listPosts(outside, filter)).toEqual([]);
    expect(await reader.listPosts(inside, filter)).toHaveLength(1);
  });
});

async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 6, channels: 3, background: '#0a7' } })
    .jpeg()
    .toBuffer();
}
