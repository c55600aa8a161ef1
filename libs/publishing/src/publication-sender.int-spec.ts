import { ConnectorError } from '@divan/connectors';
import fc from 'fast-check';
import { type RequestContext, systemContext } from '@divan/platform';
import { PostDrafts } from './post-drafts.service';
import { type PostDetails, PostReader } from './post-reader.service';
import { PublicationOutcomes } from './publication-outcomes.service';
import { PublicationSender } from './publication-sender.service';
import { PublicationsService } from './publications.service';
import { createPublishingTest, draft, type HangPoint, type PublishingTest } from './publishing.fake';
import { PublishingJobs } from './publishing.jobs';
import { PublishingService } from './publishing.service';

let test: PublishingTest;
let sender: PublicationSender;

beforeAll(async () => {
  test = await createPublishingTest();
  sender = test.module.get(PublicationSender);
});
afterAll(() => test?.close());
beforeEach(() => {
  test.clock.reset();
  Object.assign(test.network, { posts: [], calls: 0, idempotent: true, showsAtOnce: true, hangAt: null, script: [] });
});

interface Due {
  ctx: RequestContext;
  worker: RequestContext;
  id: string;
  postId: string;
}

/** An approved post without a schedule: due at once. */
async function due(text = 'The bridge is closed.', town = test.town()): Promise<Due> {
  const { ctx, channelId } = await town;
  const publishing = test.module.get(PublishingService);
  const { post } = await test.module.get(PostDrafts).createPost(ctx, draft(channelId, { text }));
  const review = await publishing.submitPost(ctx, post.id, '"1"');
  await test.database.transaction(ctx, (tx) => publishing.approvePost(ctx, tx, post.id, review.post.contentHash));
  const { publications } = await read(ctx, post.id);
  return { ctx, worker: systemContext(ctx.organizationId), id: publications[0]!.id, postId: post.id };
}

function read(ctx: RequestContext, postId: string): Promise<PostDetails> {
  return test.module.get(PostReader).getPost(ctx, postId);
}

describe('sending', () => {
  it('publishes once and says where', async () => {
    const { ctx, worker, id, postId } = await due();
    await sender.send(worker, id);
    await sender.send(worker, id);
    expect(test.network.posts).toHaveLength(1);
    const { post, publications } = await read(ctx, postId);
    expect(post.state).toBe('published');
    expect(publications).toMatchObject([
      { state: 'published', attempt: 1, remoteUrl: expect.stringContaining('fake.example') },
    ]);
  });

  it('is done by one of several workers and of several jobs', async () => {
    test.network.idempotent = false;
    const { ctx, worker, id, postId } = await due();
    await Promise.all(Array.from({ length: 6 }, () => sender.send(worker, id)));
    expect(test.network.calls).toBe(1);
    expect((await read(ctx, postId)).post.state).toBe('published');
  });

  it('never sends what was edited before', async () => {
    const { ctx, worker, id, postId } = await due();
    const { post } = await read(ctx, postId);
    await Promise.allSettled([
      sender.send(worker, id),
      test.module.get(PostDrafts).editPost(ctx, postId, { text: 'Never mind.' }, `"${post.version}"`),
    ]);
    const after = await read(ctx, postId);
    // Whoever was first: either it went out as approved, or it is a draft and nothing went out.
    if (test.network.calls > 0) expect(after.post).toMatchObject({ state: 'published', text: 'The bridge is closed.' });
    else expect(after.post).toMatchObject({ state: 'draft', text: 'Never mind.' });
  });

  it('tells the reason of a refusal, and sends again when a person says so', async () => {
    const { ctx, worker, id, postId } = await due();
    test.network.script.push(() => Promise.resolve({ state: 'rejected', code: 'duplicate', detail: 'Said before.' }));
    await sender.send(worker, id);
    const failed = await read(ctx, postId);
    expect(failed.post.state).toBe('failed');
    expect(failed.publications).toMatchObject([
      { state: 'rejected', error: { code: 'duplicate', detail: 'Said before.' } },
    ]);
    await test.module.get(PublicationsService).retryPublication(ctx, id);
    await sender.send(worker, id);
    expect((await read(ctx, postId)).post.state).toBe('published');
    expect(test.network.posts).toHaveLength(1);
  });

  it('waits and tries again while the network is away, and gives up 15 minutes after the time [V16.5.2]', async () => {
    const { ctx, worker, id, postId } = await due();
    const away = (): Promise<never> => Promise.reject(new ConnectorError('unavailable', 'No answer.'));
    test.network.script = [away, away];
    await sender.send(worker, id);
    expect((await read(ctx, postId)).publications).toMatchObject([{ state: 'scheduled', attempt: 1 }]);
    test.clock.advance(6000);
    await sender.send(worker, id);
    expect((await read(ctx, postId)).publications).toMatchObject([{ state: 'scheduled', attempt: 2 }]);
    test.clock.advance(16 * 60_000);
    await sender.send(worker, id);
    expect((await read(ctx, postId)).publications).toMatchObject([
      { state: 'rejected', error: { code: 'publishing.too_late' } },
    ]);
    expect(test.network.posts).toHaveLength(0);
  });

  it('asks for a new authorization when the network refuses the old one', async () => {
    const { ctx, worker, id, postId } = await due();
    test.network.script.push(() => Promise.reject(new ConnectorError('auth_expired', 'Sign in again.')));
    await sender.send(worker, id);
    expect((await read(ctx, postId)).publications).toMatchObject([
      { state: 'rejected', error: { code: 'publishing.auth_expired' } },
    ]);
    const rows = await test.database.read(ctx, (tx) => tx.query(`SELECT state FROM channels`));
    expect(rows).toEqual([{ state: 'needs-reauthorization' }]);
  });

  it('shows an unknown outcome as unknown, and retries only after the network said that it is not there', async () => {
    test.network.idempotent = false;
    const { ctx, worker, id, postId } = await due();
    test.network.script.push(() => Promise.resolve({ state: 'unknown', detail: 'Timed out.' }));
    await sender.send(worker, id);
    expect((await read(ctx, postId)).publications).toMatchObject([{ state: 'unknown' }]);
    await sender.send(worker, id);
    expect(test.network.calls).toBe(1);
    const service = test.module.get(PublicationsService);
    await expect(service.retryPublication(ctx, id)).rejects.toMatchObject({
      code: 'publishing.publication_not_retryable',
    });
    await expect(service.reconcilePublication(ctx, id)).rejects.toMatchObject({
      code: 'publishing.reconcile_too_early',
    });
    await expect(service.retryPublication(ctx, id)).rejects.toMatchObject({ status: 409 });
    test.clock.advance(61_000);
    await service.reconcilePublication(ctx, id);
    await service.retryPublication(ctx, id);
    await sender.send(worker, id);
    expect(test.network.posts).toHaveLength(1);
    expect((await read(ctx, postId)).post.state).toBe('published');
  });

  it('wakes what a killed worker left, through the sweep', async () => {
    const { worker, id } = await due();
    const hung = test.network.hangOnce('after-arrival');
    void sender.send(worker, id);
    await hung;
    await test.expireLeases();
    await test.ownerQuery(`UPDATE publications SET next_try_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    await test.ownerQuery(`DELETE FROM graphile_worker._private_jobs`);
    await test.module.get(PublishingJobs).wakeOverdue();
    const jobs = await test.ownerQuery(`SELECT 1 FROM graphile_worker.jobs WHERE key = $1`, [
      `publishing.publish-post:${id}`,
    ]);
    expect(jobs).toHaveLength(1);
  });
});

describe('a worker killed at any point', () => {
  // Two more points than the network sees: before anything is stored, and after the answer but before it is stored.
  type KillPoint = HangPoint | 'before-attempt' | 'before-storing';
  const points: KillPoint[] = ['before-attempt', 'before-arrival', 'after-arrival', 'before-storing', 'while-asking'];

  async function runUntilKilled({ worker, id }: Due, point: KillPoint): Promise<void> {
    const outcomes = test.module.get(PublicationOutcomes);
    const run = (dead: Promise<void>): Promise<void> => Promise.race([sender.send(worker, id), dead]);
    if (point === 'before-attempt' || point === 'before-storing') {
      const method = point === 'before-attempt' ? 'beginAttempt' : 'published';
      let gone: () => void;
      const dead = new Promise<void>((resolve) => (gone = resolve));
      const spy = vi.spyOn(outcomes, method).mockImplementationOnce(() => {
        gone();
        return new Promise<never>(() => undefined);
      });
      await run(dead);
      spy.mockRestore();
    } else {
      await run(test.network.hangOnce(point));
      test.network.hangAt = null;
    }
    await test.expireLeases();
  }

  it('never makes a second post and never loses one', async () => {
    const town = test.town();
    const kills = fc.array(fc.constantFrom(...points), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.boolean(), kills, async (idempotent, showsAtOnce, killedAt) => {
        Object.assign(test.network, { posts: [], calls: 0, idempotent, showsAtOnce, hangAt: null });
        const it = await due('The bridge is closed.', town);
        for (const point of killedAt) await runUntilKilled(it, point);
        await sender.send(it.worker, it.id);
        const { post, publications } = await read(it.ctx, it.postId);
        const { state } = publications[0]!;
        const there = test.network.posts.length;
        expect(there).toBeLessThanOrEqual(1);
        // Where a second send is safe, or the network tells what it has, the outcome is known in the end.
        if (idempotent || (showsAtOnce && there === 1))
          expect({ state, there }).toEqual({ state: 'published', there: 1 });
        // Otherwise it is right, or a person is told that it must be looked at; never a claim that nothing went out.
        else expect(['published', 'unknown']).toContain(state);
        if (state === 'published') expect(there).toBe(1);
        expect(post.state).toBe(state === 'published' ? 'published' : 'failed');
      }),
      {
        numRuns: 18,
        examples: [
          [false, false, ['after-arrival']],
          [false, false, ['before-storing', 'while-asking']],
          [true, false, ['after-arrival']],
        ],
      },
    );
  }, 120_000);
});
