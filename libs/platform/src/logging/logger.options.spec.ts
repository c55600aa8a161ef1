import { Writable } from 'node:stream';
import { pino, type LoggerOptions } from 'pino';
import { loggerOptions } from './logger.options';

/** What is written for one entry. */
function written(entry: object, message = 'Something happened.'): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  pino(loggerOptions('info').pinoHttp as LoggerOptions, stream).info(entry, message);
  return text;
}

describe('a line of the log', () => {
  it('is one JSON object, with its time in UTC, whatever is in it [V16.2.2] [V16.2.4] [V16.4.1]', () => {
    const nasty = 'a\n{"level":60,"msg":"forged"}\r\n\u2028\u001b[31m';
    const text = written({ userAgent: nasty }, nasty);
    expect(text.trimEnd().split('\n')).toHaveLength(1);

    expect([...text.trimEnd()].filter((sign) => sign < ' ')).toEqual([]);
    const line = JSON.parse(text) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 30, msg: nasty, userAgent: nasty });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('has no secret of a request, a configuration or a query [V16.2.5]', () => {
    const secrets = [
      'password',
      'token',
      'secret',
      'credentials',
      'accessToken',
      'refreshToken',
      'authorization',
      'cookie',
      'code',
    ];
    const text = written({ body: Object.fromEntries(secrets.map((name) => [name, 's3cret'])) });
    expect(text).not.toContain('s3cret');
    for (const folder of ['invitations', 'password-resets']) {
      const { serializers } = loggerOptions('info').pinoHttp as { serializers: { req(request: object): object } };
      const path = `/v1/auth/${folder}/s3cret?code=s3cret`;
      expect(serializers.req({ id: 'r', method: 'GET', url: path })).toEqual({
        id: 'r',
        method: 'GET',
        path: `/v1/auth/${folder}/[redacted]`,
      });
    }
  });

  it('has neither an API key nor a token, wherever they are [V16.2.5]', () => {
    const key = `dk_7q2m9fzk4t_${'s3cret'.repeat(9)}`;
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyZXQifQ.c2lnbmF0dXJl';
    const error = new Error(`refused: ${key}`);
    const text = written({ err: error, headers: [key, token], [key]: token }, `Bearer ${token} and "${key}"`);
    expect(text).not.toMatch(/s3cret|eyJ|c2lnbmF0dXJl/);
    expect(text).toContain('dk_7q2m9fzk4t_[redacted]');
    expect(JSON.parse(text)).toMatchObject({ msg: 'Bearer [redacted] and "dk_7q2m9fzk4t_[redacted]"' });
  });
});
