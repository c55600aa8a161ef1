/**
 * - `refused`: the address, scheme or redirect is not allowed
 * - `unreachable`: no connection was made
 * - `timeout`: no connection, no headers or no end in time
 * - `broken`: the connection ended before the answer did
 * - `too_large`: the answer exceeds the limit
 * - `aborted`: the caller gave up
 */
export type HttpClientErrorCode = 'refused' | 'unreachable' | 'timeout' | 'broken' | 'too_large' | 'aborted';

/**
 * A request without a usable answer. `sent` is the question that matters for anything irreversible: false means that
 * not one byte of the request left, so it may be repeated; true means that the other side may have acted on it.
 */
export class HttpClientError extends Error {
  constructor(
    readonly code: HttpClientErrorCode,
    readonly sent: boolean,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'HttpClientError';
  }
}
