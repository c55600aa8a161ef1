import { HttpClientError } from '@divan/platform';
import { reasonOf } from './reason';

const failed = (message: string, cause?: unknown, more: object = {}): Error =>
  Object.assign(new Error(message, { cause }), more);

describe('the reason of a failure at a provider', () => {
  it.each<[string, unknown]>([
    ['status: HTTP 404', failed('status', new Response(null, { status: 404 }))],
    [
      'issuer: it calls itself https://idp.example/, not https://idp.example/x',
      failed('issuer', {
        attribute: 'issuer',
        expected: 'https://idp.example/x',
        body: { issuer: 'https://idp.example/' },
      }),
    ],
    [
      'denied: access_denied: The person said no',
      failed('denied', new URLSearchParams(), { error: 'access_denied', error_description: 'The person said no' }),
    ],
    ['claim: the audience', failed('claim', failed('the audience', { claims: { sub: 'secret' }, claim: 'aud' }))],
    ['it failed', failed('it failed', failed('it failed'))],
    ['no reason was given', 'thrown'],
  ])('is “%s”', (reason, failure) => {
    expect(reasonOf(failure)).toBe(reason);
  });

  it('ends at our own client: whose socket it was is nobody’s to know', () => {
    const inside = new HttpClientError('unreachable', false, 'No connection.', { cause: new Error('10.0.0.1:5432') });
    expect(reasonOf(failed('something went wrong', inside))).toBe('something went wrong: No connection.');
  });

  it('ends with causes that go round, and after 500 characters', () => {
    const round = failed('round');
    round.cause = round;
    expect(reasonOf(round)).toBe('round');
    expect(reasonOf(failed('x'.repeat(9_999)))).toHaveLength(500);
  });
});
