/** One faulty field. `pointer` is a JSON pointer (RFC 6901) into the request body, or `?name` for a query parameter. */
export interface FieldError {
  pointer: string;
  detail: string;
  code?: string;
}

export interface AppErrorOptions {
  data?: Record<string, unknown>;
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A failure with a stable, documented code. The filter turns it into RFC 9457 problem details. */
export class AppError extends Error {
  readonly data: Record<string, unknown>;
  readonly errors: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    options: AppErrorOptions = {},
  ) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'AppError';
    this.data = options.data ?? {};
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

/** What is not there and what belongs to someone else look the same. */
export function notFound(what: string): AppError {
  return new AppError('platform.not_found', 404, `There is no such ${what}, or you may not see it.`);
}
