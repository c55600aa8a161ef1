import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { version } from './version';

export interface CheckResult {
  ok: boolean;
  /** Failing makes the process not ready; otherwise it is only shown. */
  required: boolean;
  detail: Record<string, unknown>;
}

type Check = () => Promise<CheckResult>;

/** Whether this process can do its work. Features add their own checks. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();

  constructor(private readonly database: Database) {
    this.register('database', async () => ({
      ok: true,
      required: true,
      detail: { milliseconds: Math.round(await this.database.ping()) },
    }));
    this.register('migrations', () => this.migrations());
    this.register('worker', () => this.workers());
  }

  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<{ ready: boolean; version: string; checks: Record<string, CheckResult> }> {
    const entries = await Promise.all(
      [...this.checks].map(async ([name, check]): Promise<[string, CheckResult]> => {
        try {
          return [name, await withTimeout(check(), 2000)];
        } catch {
          return [name, { ok: false, required: true, detail: { error: 'The check did not answer.' } }];
        }
      }),
    );
    return {
      ready: entries.every(([, check]) => check.ok || !check.required),
      version,
      checks: Object.fromEntries(entries),
    };
  }

  private migrations(): Promise<CheckResult> {
    return this.database.system('readiness', async (tx) => {
      const rows = await tx.query<{ count: number }>('SELECT count(*)::int AS count FROM schema_migrations');
      return { ok: (rows[0]?.count ?? 0) > 0, required: true, detail: { applied: rows[0]?.count ?? 0 } };
    });
  }

  private workers(): Promise<CheckResult> {
    return this.database.system('readiness', async (tx) => {
      const rows = await tx.query<{ alive: number; last: Date | null }>(
        `SELECT count(*) FILTER (WHERE beat_at > now() - interval '30 seconds')::int AS alive, max(beat_at) AS last FROM worker_heartbeats`,
      );
      const alive = rows[0]?.alive ?? 0;
      // An api without a worker still answers; taking it away would only hide the trouble.
      return {
        ok: alive > 0,
        required: false,
        detail: { alive, lastHeartbeatAt: rows[0]?.last?.toISOString() ?? null },
      };
    });
  }
}

function withTimeout<T>(work: Promise<T>, ms: number): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('timeout')), ms).unref()),
  ]);
}
