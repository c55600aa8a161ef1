import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Logger as WorkerLogger, run, type JobHelpers, type Runner, type Task } from 'graphile-worker';
import { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';
import { systemContext } from '../context/request-context';
import { Database } from '../database/database';
import { JOB_HANDLER, PERIODIC, type JobHandlerMeta, type JobRun, type PeriodicMeta } from './job.decorators';
import { MethodScan, type FoundMethod } from './method-scan';

/** Runs jobs and periodic work. Only the worker process has it. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<unknown>>();
  private runner: Runner | undefined;

  constructor(
    private readonly scan: MethodScan,
    private readonly scheduler: SchedulerRegistry,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const handlers = this.scan.find<JobHandlerMeta>(JOB_HANDLER);
    const { DATABASE_URL, WORKER_CONCURRENCY } = this.config.get(platformConfig);
    this.runner = await run({
      connectionString: DATABASE_URL,
      maxPoolSize: WORKER_CONCURRENCY + 2,
      concurrency: WORKER_CONCURRENCY,
      // Jobs for later are found by polling; a publication must start within 2 s of its time.
      pollInterval: 500,
      noHandleSignals: true,
      taskList: Object.fromEntries(handlers.map((handler) => [handler.meta.name, this.task(handler)])),
      logger: new WorkerLogger(() => (level, message) => {
        if (level === 'error' || level === 'warning') this.logger.warn(message);
      }),
    });
    for (const found of this.scan.find<PeriodicMeta>(PERIODIC)) this.schedule(found);
  }

  private task({ meta, instance, method }: FoundMethod<JobHandlerMeta>): Task {
    return async (payload: unknown, helpers: JobHelpers) => {
      const parsed = meta.schema.parse(payload);
      const run: JobRun = {
        ctx: systemContext(parsed.organizationId, meta.name),
        attempt: helpers.job.attempts,
        maxAttempts: helpers.job.max_attempts,
        signal: this.stopping.signal,
      };
      await (instance[method] as (payload: unknown, run: JobRun) => Promise<void>)(parsed, run);
    };
  }

  private schedule({ meta, instance, method }: FoundMethod<PeriodicMeta>): void {
    let busy = false;
    const tick = async (): Promise<void> => {
      if (busy || this.stopping.signal.aborted) return;
      busy = true;
      try {
        await this.database.withAdvisoryLock(`periodic:${meta.name}`, async () => {
          await (instance[method] as () => Promise<void>)();
        });
      } catch (error) {
        this.logger.error({ err: error, task: meta.name }, 'Periodic work failed; it runs again at its next time.');
      } finally {
        busy = false;
      }
    };
    const start = (): void => {
      const work = tick();
      this.running.add(work);
      void work.finally(() => this.running.delete(work));
    };
    this.scheduler.addInterval(meta.name, setInterval(start, meta.everyMs));
    start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const name of this.scheduler.getIntervals()) this.scheduler.deleteInterval(name);
    await this.runner?.stop().catch(() => undefined);
    await Promise.allSettled(this.running);
  }
}
