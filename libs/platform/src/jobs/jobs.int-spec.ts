import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { PlatformModule } from '../platform.module';
import { JobHandler, Periodic, type JobRun } from './job.decorators';
import { Jobs } from './jobs';

const payload = z.object({ organizationId: z.string(), n: z.number() });

@Injectable()
class CountingJobs {
  readonly done: { n: number; at: number; organizationId: string }[] = [];
  failures = 0;
  ticks = 0;

  @JobHandler('test.count', payload)
  async count({ n }: z.infer<typeof payload>, { ctx, attempt }: JobRun): Promise<void> {
    if (n === -1 && attempt === 1) {
      this.failures++;
      throw new Error('the first try fails');
    }
    this.done.push({ n, at: Date.now(), organizationId: ctx.organizationId });
    return Promise.resolve();
  }

  @Periodic('test.tick', 50)
  async tick(): Promise<void> {
    this.ticks++;
    return Promise.resolve();
  }
}

let db: TestDatabase;
let app: TestingModule;
let jobs: Jobs;
let counting: CountingJobs;

beforeAll(async () => {
  db = await createTestDatabase();
  app = await Test.createTestingModule({
    imports: [PlatformModule.forRoot({ process: 'worker', config: db.config })],
    providers: [CountingJobs],
  }).compile();
  await app.init();
  jobs = app.get(Jobs);
  counting = app.get(CountingJobs);
});
afterAll(async () => {
  await app.close();
  await db.close();
});

async function until(done: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !done(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('jobs', () => {
  it('that wait already keep their time when asked to, and take the new one when not', async () => {
    const { id, ctx } = await db.organization();
    const later = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
    const [first, second, third] = [later(1), later(2), later(3)];
    const add = (runAt: Date, keepRunAt: boolean): Promise<void> =>
      db.database.transaction(ctx, (tx) =>
        jobs.add(tx, 'test.count', { organizationId: id, n: 0 }, { runAt, jobKey: `wait:${id}`, keepRunAt }),
      );
    const waiting = async (): Promise<Date[]> =>
      (
        await db.ownerQuery<{ at: Date }>('SELECT run_at AS at FROM graphile_worker.jobs WHERE key = $1', [
          `wait:${id}`,
        ])
      ).map(({ at }) => at);
    await add(first, true);
    await add(second, true);
    expect(await waiting()).toEqual([first]);
    await add(third, false);
    expect(await waiting()).toEqual([third]);
  });

  it('run only when the business transaction commits', async () => {
    const { id, ctx } = await db.organization();
    const rolledBack = db.database.transaction(ctx, async (tx) => {
      await jobs.add(tx, 'test.count', { organizationId: id, n: 1 });
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await db.database.transaction(ctx, (tx) =>
      jobs.addMany(
        tx,
        'test.count',
        [2, 3].map((n) => ({ payload: { organizationId: id, n } })),
      ),
    );
    await until(() => counting.done.length === 2);
    expect(counting.done.map((run) => run.n).sort()).toEqual([2, 3]);
    expect(counting.done[0]?.organizationId).toBe(id);
  });

  it('start within 2 s of their time', async () => {
    const { id, ctx } = await db.organization();
    const due = Date.now() + 700;
    await db.database.transaction(ctx, (tx) =>
      jobs.add(tx, 'test.count', { organizationId: id, n: 4 }, { runAt: new Date(due), jobKey: 'k' }),
    );
    await until(() => counting.done.some((run) => run.n === 4));
    const late = counting.done.find((run) => run.n === 4)!.at - due;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(2000);
  });

  it('are tried again after a failure', async () => {
    const { id, ctx } = await db.organization();
    await db.database.transaction(ctx, (tx) => jobs.add(tx, 'test.count', { organizationId: id, n: -1 }));
    await until(() => counting.done.some((run) => run.n === -1));
    expect(counting.failures).toBe(1);
  });

  it('leaves periodic work to one worker at a time', async () => {
    await until(() => counting.ticks > 2);
    await db.database.withAdvisoryLock('periodic:test.tick', async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const before = counting.ticks;
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(counting.ticks).toBe(before);
    });
  });
});
