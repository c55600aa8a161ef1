export type ConnectorErrorKind =
  'auth_expired' | 'rate_limited' | 'rejected' | 'unavailable' | 'unknown_outcome' | 'unsupported';

export interface ConnectorErrorOptions {
  retryAfterSeconds?: number;
  /** The network's own answer, for the record. */
  payload?: string;
  /** The network's own error code, when it has one. */
  code?: string;
  cause?: unknown;
}

/**
 * The only error a connector lets out. The kind is closed; the job layer alone maps it to retry, pause or ask a person.
 * `detail` is safe to show to members: no token, no message text.
 */
export class ConnectorError extends Error {
  readonly retryAfterSeconds?: number;
  readonly payload?: string;
  readonly code?: string;

  constructor(
    readonly kind: ConnectorErrorKind,
    readonly detail: string,
    options: ConnectorErrorOptions = {},
  ) {
    super(`${kind}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectorError';
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.payload = options.payload;
    this.code = options.code;
  }
}
