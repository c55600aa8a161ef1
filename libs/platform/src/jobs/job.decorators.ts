import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';
import type { RequestContext } from '../context/request-context';

export const JOB_HANDLER = 'divan:job-handler';
export const PERIODIC = 'divan:periodic';

export interface JobRun {
  /** The system's context for the organization of the payload. */
  ctx: RequestContext;
  /** 1 for the first try. */
  attempt: number;
  maxAttempts: number;
  /** Aborted when the worker shuts down. */
  signal: AbortSignal;
}

export interface JobHandlerMeta {
  name: string;
  schema: z.ZodType<{ organizationId: string }>;
}

/** Runs the method for each job of this name: `(payload, run: JobRun) => Promise<void>`. Throwing retries with backoff. */
export function JobHandler(name: string, schema: z.ZodType<{ organizationId: string }>): MethodDecorator {
  return SetMetadata(JOB_HANDLER, { name, schema } satisfies JobHandlerMeta);
}

export interface PeriodicMeta {
  name: string;
  everyMs: number;
}

/** Runs the method every so often, in one worker of the installation at a time. */
export function Periodic(name: string, everyMs: number): MethodDecorator {
  return SetMetadata(PERIODIC, { name, everyMs } satisfies PeriodicMeta);
}
