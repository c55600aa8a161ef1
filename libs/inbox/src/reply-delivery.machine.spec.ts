import * as fc from 'fast-check';
import {
  afterPublish,
  afterReconcile,
  beginAttempt,
  nextStep,
  retry,
  type CallResult,
  type Delivery,
  type Transition,
} from './reply-delivery.machine';

const start: Delivery = {
  state: 'queued',
  attempt: 0,
  reconciliations: 0,
  resendAllowed: false,
  handle: { key: 'k0' },
  code: null,
  detail: null,
};

/** What the world does during one step of the worker. */
type Weather =
  | 'ok'
  | 'killed-before-call'
  | 'killed-after-call'
  | 'lost-before'
  | 'lost-after'
  | 'rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'retry-by-person'
  | 'blind';

const weather: fc.Arbitrary<Weather> = fc.constantFrom(
  'ok',
  'killed-before-call',
  'killed-after-call',
  'lost-before',
  'lost-after',
  'rejected',
  'rate-limited',
  'unavailable',
  'retry-by-person',
  'blind',
);

/** A network that makes one post of two with one handle, or not. */
class Network {
  readonly posts: string[] = [];
  constructor(readonly idempotent: boolean) {}

  post(handle: string): void {
    if (!this.idempotent || !this.posts.includes(handle)) this.posts.push(handle);
  }

  look(handle: string): CallResult {
    return this.posts.includes(handle) ? published(handle) : { state: 'not_found', resendSafe: this.idempotent };
  }
}

function published(handle: string): CallResult {
  return {
    state: 'published',
    remoteId: handle,
    remoteRef: {},
    url: null,
    publishedAt: '2026-11-20T12:00:00.000Z',
    payload: '{}',
  };
}

function publishIn(now: Weather, network: Network, handle: string): CallResult | null {
  switch (now) {
    case 'killed-before-call':
      return null;
    case 'killed-after-call':
      network.post(handle);
      return null;
    case 'lost-before':
    case 'blind':
      return { state: 'unknown', detail: '' };
    case 'lost-after':
      network.post(handle);
      return { state: 'crashed' };
    case 'rejected':
      return { state: 'rejected', code: 'no', detail: '' };
    case 'rate-limited':
      return { state: 'error', kind: 'rate_limited', detail: '', retryAfterSeconds: 9 };
    case 'unavailable':
      return { state: 'error', kind: 'unavailable', detail: '' };
    default:
      network.post(handle);
      return published(handle);
  }
}

function reconcileIn(now: Weather, network: Network, handle: string): CallResult | null {
  if (now.startsWith('killed')) return null;
  if (now === 'blind' || now === 'lost-before' || now === 'lost-after') return { state: 'unknown', detail: '' };
  if (now === 'unavailable' || now === 'rate-limited') return { state: 'error', kind: 'unavailable', detail: '' };
  return network.look(handle);
}

/** One step of a worker, as the service does it: what is stored when it returns is what a restart finds. */
function step(delivery: Delivery, now: Weather, network: Network): Delivery {
  if (now === 'retry-by-person') return retry(delivery, { key: `${String(delivery.handle['key'])}+` }) ?? delivery;
  const what = nextStep(delivery, false);
  if (what === 'nothing') return delivery;
  const begun = what === 'publish' ? beginAttempt(delivery) : delivery;
  const handle = String(begun.handle['key']);
  const result = what === 'publish' ? publishIn(now, network, handle) : reconcileIn(now, network, handle);
  if (result === null) return begun;
  const next: Transition = what === 'publish' ? afterPublish(begun, result) : afterReconcile(begun, result);
  return next.delivery;
}

describe.each([true, false])('a network that is idempotent: %s', (idempotent) => {
  it('gets a reply at most once, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(weather, { maxLength: 40 }), (days) => {
        const network = new Network(idempotent);
        days.reduce((delivery, now) => step(delivery, now, network), start);
        expect(network.posts.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('says sent only of what is there, failed only of what is not, and never leaves sent', () => {
    fc.assert(
      fc.property(fc.array(weather, { maxLength: 40 }), (days) => {
        const network = new Network(idempotent);
        let delivery = start;
        for (const now of days) {
          const before = delivery.state;
          delivery = step(delivery, now, network);
          if (before === 'sent') expect(delivery.state).toBe('sent');
          if (delivery.state === 'sent') expect(network.posts).toHaveLength(1);
          if (delivery.state === 'failed') expect(network.posts).toHaveLength(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('ends as sent when the weather clears', () => {
    fc.assert(
      fc.property(fc.array(weather, { maxLength: 15 }), (days) => {
        const network = new Network(idempotent);
        let delivery = days.reduce((current, now) => step(current, now, network), start);
        for (let i = 0; i < 12; i += 1) {
          delivery = step(delivery, 'ok', network);
          if (nextStep(delivery, false) === 'nothing') delivery = step(delivery, 'retry-by-person', network);
        }
        expect(delivery.state).toBe('sent');
      }),
      { numRuns: 1000 },
    );
  });
});

it('calls nobody while another worker may be in the middle of a call', () => {
  for (const state of ['queued', 'sending', 'sent', 'failed', 'unknown'] as const)
    expect(nextStep({ ...start, state }, true)).toBe('nothing');
});
