import { PostDrafts } from './post-drafts.service';
import { PostReader } from './post-reader.service';
import { createPublishingTest, draft, type PublishingTest } from './publishing.fake';
import { PublishingService } from './publishing.service';

let test: PublishingTest;

beforeAll(async () => {
  test = await createPublishingTest('worker');
});
afterAll(async () => {
  test?.network.release();
  await test?.close();
});

async function until<T>(look: () => Promise<T | undefined>, ms = 15_000): Promise<T> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error('It did not happen in time.');
}

describe('a running worker', () => {
  it('publishes within two seconds of the time, and not before it', async () => {
    const { ctx, channelId } = await test.town();
    const publishing = test.module.get(PublishingService);
    const drafts = test.module.get(PostDrafts);
    // The clock is set so that the next whole minute, the finest that people plan by, is two and a half seconds away.
    const realMinute = Math.ceil((Date.now() + 2500) / 60_000) * 60_000;
    test.clock.advance(realMinute - Date.now() - 2500);
    const at = new Date(realMinute);
    const scheduledFor = { local: at.toISOString().slice(0, 16), timeZone: 'UTC' };
    const { post } = await drafts.createPost(ctx, draft(channelId, { scheduledFor }));
    const review = await publishing.submitPost(ctx, post.id, '"1"');
    await test.database.transaction(ctx, (tx) => publishing.approvePost(ctx, tx, post.id, review.post.contentHash));
    // The queue runs by the database's clock, which the test cannot set.
    const shift = test.clock.now().getTime() - Date.now();
    await test.ownerQuery(`UPDATE graphile_worker._private_jobs SET run_at = run_at - make_interval(secs => $1)`, [
      shift / 1000,
    ]);
    await until(() => Promise.resolve(test.network.calls > 0 ? true : undefined));
    const late = test.clock.now().getTime() - at.getTime();
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2000);
    const done = await until(async () => {
      const details = await test.module.get(PostReader).getPost(ctx, post.id);
      return details.post.state === 'published' ? details : undefined;
    });
    expect(done.publications).toMatchObject([{ state: 'published', attempt: 1 }]);
    expect(test.network.posts).toHaveLength(1);
  });

  it('finishes what a killed one left, by itself', async () => {
    test.clock.reset();
    Object.assign(test.network, { posts: [], calls: 0 });
    const { ctx, channelId } = await test.town();
    const publishing = test.module.get(PublishingService);
    const hung = test.network.hangOnce('after-arrival');
    const { post } = await test.module.get(PostDrafts).createPost(ctx, draft(channelId));
    const review = await publishing.submitPost(ctx, post.id, '"1"');
    await test.database.transaction(ctx, (tx) => publishing.approvePost(ctx, tx, post.id, review.post.contentHash));
    await hung;
    await test.expireLeases();
    await until(async () =>
      (await test.module.get(PostReader).getPost(ctx, post.id)).post.state === 'published' ? true : undefined,
    );
    expect(test.network.posts).toHaveLength(1);
    expect(test.network.calls).toBe(1);
  });
});
