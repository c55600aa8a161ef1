/** RFC 9457 problem details, as the API sends them. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code: string;
  requestId?: string;
  errors?: { pointer: string; detail: string; code?: string }[];
}

/** Thrown by the client for every answer that is not 2xx, and for an unreachable server (`network.unreachable`). */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.name = 'ProblemError';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Errors of single fields, keyed by the field's path: `/variants/0/text` is `variants.0.text`. */
  fieldErrors(): Record<string, string> {
    const entries = (this.problem.errors ?? []).map(
      (error) => [error.pointer.replace(/^#?\//, '').replaceAll('/', '.'), error.detail] as const,
    );
    return Object.fromEntries(entries);
  }
}

/** Reads an error answer; a body that is not problem+json still gives a usable error. */
export async function problemFrom(response: Response): Promise<ProblemError> {
  const retryAfter = Number(response.headers.get('retry-after'));
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null;
  let body: Partial<Problem> = {};
  try {
    body = (await response.json()) as Partial<Problem>;
  } catch {
    // A proxy's HTML page or an empty body: the status says enough.
  }
  return new ProblemError(
    { ...body, status: response.status, code: body.code ?? `http.${response.status}` },
    retryAfterSeconds,
  );
}

export function isProblem(error: unknown, code?: string): error is ProblemError {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}
