import type { Params } from 'nestjs-pino';
import { stdTimeFunctions } from 'pino';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Structured logs without secrets and without what people wrote: requests are logged by route, status and id only. */
export function loggerOptions(level: string): Params {
  return {
    // Fastify's wildcard; the default pattern logs nothing under it.
    forRoutes: ['*splat'],
    pinoHttp: {
      level,
      // In UTC, so that lines of several machines can be put in order (ASVS 16.2.2).
      timestamp: stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.password',
          '*.token',
          '*.secret',
          '*.credentials',
          '*.accessToken',
          '*.refreshToken',
          '*.authorization',
          '*.cookie',
          '*.code',
          'err.config',
          'err.parameters',
          'err.query',
          'err.driverError',
        ],
        censor: '[redacted]',
      },
      // Whatever message or error they got into.
      hooks: { streamWrite: withoutTokens },
      autoLogging: { ignore: (request: IncomingMessage) => /^\/(livez|readyz|metrics)/.test(request.url ?? '') },
      customLogLevel: (request: IncomingMessage, response: ServerResponse, error?: Error) => {
        if (error || response.statusCode >= 500) return 'error';
        if (response.statusCode >= 400) return 'warn';
        return request.method === 'GET' ? 'debug' : 'info';
      },
      serializers: {
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          // The end of such an address is its secret.
          path: request.url.split('?')[0]?.replace(/(\/(?:invitations|password-resets)\/)[^/]+/, '$1[redacted]'),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
  };
}

/** A line without API keys (their prefix names them) and without signed tokens. */
function withoutTokens(line: string): string {
  return line
    .replace(/\b(dk_[0-9a-z]+)_\w+/gi, '$1_[redacted]')
    .replace(/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '[redacted]');
}
