import { HttpClientError } from '@divan/platform';
import { ConnectorError } from './connector.errors';

/**
 * What a failed request means. `irreversible` is true for the one call that publishes: there, anything that may have
 * reached the network is `unknown_outcome`; everywhere else it is merely `unavailable` and may be repeated.
 */
export function toConnectorError(error: unknown, options: { irreversible?: boolean } = {}): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof HttpClientError)) throw error;
  if (error.code === 'refused' && !error.sent) {
    return new ConnectorError('rejected', `This address may not be reached: ${error.message}`, {
      code: 'address_refused',
      cause: error,
    });
  }
  if (error.sent && options.irreversible) {
    return new ConnectorError('unknown_outcome', `The network may or may not have acted: ${error.message}`, {
      cause: error,
    });
  }
  return new ConnectorError('unavailable', error.message, { cause: error });
}

/** Seconds to wait, from Retry-After (seconds or a date) or a rate-limit reset (Unix seconds or ISO date); 60 when unsaid. */
export function retryAfterSeconds(headers: Headers, now: Date = new Date()): number {
  for (const name of ['retry-after', 'ratelimit-reset', 'x-ratelimit-reset']) {
    const value = headers.get(name)?.trim();
    const seconds = value ? secondsUntil(value, now) : undefined;
    if (seconds !== undefined) return Math.min(Math.max(seconds, 1), 86_400);
  }
  return 60;
}

function secondsUntil(value: string, now: Date): number | undefined {
  if (/^\d+$/.test(value)) {
    const number = Number(value);
    return number > 1_000_000_000 ? Math.ceil(number - now.getTime() / 1000) : number;
  }
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.ceil((at - now.getTime()) / 1000);
}
