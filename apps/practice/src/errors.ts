import type { FastifyError, FastifyInstance } from 'fastify';

/** An error that a client is told about, in Mastodon's shape: {"error": "…"}. */
export class MastodonError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details?: Record<string, unknown>,
  ) {
    super(message);
  }
}

export const unauthorized = (): MastodonError => new MastodonError(401, 'The access token is invalid');
export const forbidden = (message = 'This action is not allowed'): MastodonError => new MastodonError(403, message);
export const notFound = (): MastodonError => new MastodonError(404, 'Record not found');
export const invalid = (message: string): MastodonError => new MastodonError(422, `Validation failed: ${message}`);

/** RFC 6749 errors carry a code and a sentence. */
export const oauthError = (status: number, code: string, description: string): MastodonError =>
  new MastodonError(status, code, { error_description: description });

export function handleErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found' }));
  app.setErrorHandler((error: FastifyError | MastodonError, request, reply) => {
    if (error instanceof MastodonError) {
      return reply.code(error.status).send({ error: error.message, ...error.details });
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      request.log.error({ err: error }, 'request failed');
      return reply.code(500).send({ error: 'Internal Server Error' });
    }
    return reply.code(status).send({ error: status === 413 ? 'Payload Too Large' : error.message });
  });
}
