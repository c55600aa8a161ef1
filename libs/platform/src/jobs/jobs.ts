import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';

export interface JobOptions {
  runAt?: Date;
  /** At most one waiting job has this key; adding again replaces its time and payload. */
  jobKey?: string;
  /** With `jobKey`: a job that waits already keeps its time, so that a steady stream of reasons cannot put it off. */
  keepRunAt?: boolean;
  maxAttempts?: number;
  /** Jobs of one queue run one after another. */
  queueName?: string;
}

export type JobPayload = { organizationId: string } & Record<string, unknown>;

/** Adds jobs inside the business transaction: they exist only if it commits. */
@Injectable()
export class Jobs {
  async add(tx: Tx, name: string, payload: JobPayload, options: JobOptions = {}): Promise<void> {
    await tx.query(
      `SELECT 1 FROM graphile_worker.add_job($1, payload := $2::json, queue_name := $3, run_at := $4, max_attempts := $5, job_key := $6, job_key_mode := $7)`,
      [
        name,
        JSON.stringify(payload),
        options.queueName ?? null,
        options.runAt ?? null,
        options.maxAttempts ?? null,
        options.jobKey ?? null,
        options.keepRunAt ? 'preserve_run_at' : 'replace',
      ],
    );
  }

  /** One statement for any number of jobs; adding one by one is about a hundred times slower. */
  async addMany(
    tx: Tx,
    name: string,
    items: { payload: JobPayload; options?: Omit<JobOptions, 'keepRunAt'> }[],
  ): Promise<void> {
    if (items.length === 0) return;
    const specs = items.map(({ payload, options = {} }) => ({
      payload,
      queue_name: options.queueName ?? null,
      run_at: options.runAt ?? null,
      max_attempts: options.maxAttempts ?? null,
      job_key: options.jobKey ?? null,
    }));
    await tx.query(
      `SELECT 1 FROM graphile_worker.add_jobs(ARRAY(
         SELECT (ROW($1, s.payload, s.queue_name, s.run_at, s.max_attempts, s.job_key, NULL, NULL)::graphile_worker.job_spec)
           FROM json_to_recordset($2::json) AS s(payload json, queue_name text, run_at timestamptz, max_attempts smallint, job_key text)))`,
      [name, JSON.stringify(specs)],
    );
  }
}
