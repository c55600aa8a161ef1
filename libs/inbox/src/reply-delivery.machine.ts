import type { ConnectorErrorKind, JsonObject, PublishedOutcome, ReconcileOutcome } from '@divan/connectors';

export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';

/** Where a reply stands. `sending` is stored before the network is called, so a crash is seen as what it is: unknown. */
export interface Delivery {
  state: DeliveryState;
  attempt: number;
  reconciliations: number;
  /** It was looked for on the network and is not there, but only a person may decide to send it again. */
  resendAllowed: boolean;
  handle: JsonObject;
  code: string | null;
  detail: string | null;
}

/** What a call to the network came to; `error` is a ConnectorError, `crashed` anything else that was thrown. */
export type CallResult =
  | ReconcileOutcome
  | { state: 'error'; kind: ConnectorErrorKind; detail: string; retryAfterSeconds?: number }
  | { state: 'crashed' };

export interface Transition {
  delivery: Delivery;
  /** When to go on by itself; null when nothing is left to do, or only a person can. */
  dueInSeconds: number | null;
  published: PublishedOutcome | null;
}

export type Step = 'publish' | 'reconcile' | 'nothing';

export const MAX_ATTEMPTS = 5;
export const MAX_RECONCILIATIONS = 8;

/** The only place that decides to call the network. @param leased another worker may still be in the middle of a call */
export function nextStep(delivery: Delivery, leased: boolean): Step {
  if (leased) return 'nothing';
  if (delivery.state === 'queued') return 'publish';
  if (delivery.state === 'sending') return 'reconcile';
  const looking =
    delivery.state === 'unknown' && !delivery.resendAllowed && delivery.reconciliations < MAX_RECONCILIATIONS;
  return looking ? 'reconcile' : 'nothing';
}

/** To be stored before the call that it announces. */
export function beginAttempt(delivery: Delivery): Delivery {
  if (delivery.state !== 'queued') throw new Error(`A reply that is ${delivery.state} must not be sent.`);
  return { ...delivery, state: 'sending', attempt: delivery.attempt + 1, reconciliations: 0, code: null, detail: null };
}

export function afterPublish(delivery: Delivery, result: CallResult): Transition {
  if (delivery.state !== 'sending') throw new Error(`A reply that is ${delivery.state} was not being sent.`);
  if (result.state === 'error' && result.kind === 'rate_limited') {
    // The network said no before anything happened.
    return queued(delivery, result.retryAfterSeconds ?? 60);
  }
  return settle(delivery, result, 2);
}

export function afterReconcile(delivery: Delivery, result: CallResult): Transition {
  if (delivery.state !== 'sending' && delivery.state !== 'unknown')
    throw new Error(`A reply that is ${delivery.state} has nothing to look for.`);
  const looked = { ...delivery, reconciliations: delivery.reconciliations + 1 };
  if (result.state === 'error')
    return unknown(looked, result.detail, Math.max(result.retryAfterSeconds ?? 0, backoff(looked)));
  return settle(looked, result, backoff(looked));
}

/** A person asks to try again. @returns null when there is nothing to try */
export function retry(delivery: Delivery, newHandle: JsonObject): Delivery | null {
  const again = { ...delivery, attempt: 0, reconciliations: 0, resendAllowed: false, code: null, detail: null };
  if (delivery.state === 'failed') return { ...again, state: 'queued', handle: newHandle };
  if (delivery.state !== 'unknown') return null;
  // Looked for and not found: the same handle, so that a network that knows it still makes one message of two.
  if (delivery.resendAllowed) return { ...again, state: 'queued' };
  // Not known to be absent: it is looked for again, never sent again.
  return { ...delivery, reconciliations: 0 };
}

function settle(delivery: Delivery, result: CallResult, againInSeconds: number): Transition {
  switch (result.state) {
    case 'published':
      return {
        delivery: { ...delivery, state: 'sent', resendAllowed: false, code: null, detail: null },
        dueInSeconds: null,
        published: result,
      };
    case 'pending': {
      const waiting = { ...delivery, state: 'sending' as const, handle: result.handle, detail: result.detail };
      return { delivery: waiting, dueInSeconds: result.checkAfterSeconds, published: null };
    }
    case 'rejected':
      return failed(delivery, result.code, result.detail);
    case 'not_found':
      return notFound(delivery, result.resendSafe);
    case 'unknown':
      return unknown(delivery, result.detail, againInSeconds);
    case 'crashed':
      return unknown(delivery, 'The network’s answer was lost.', againInSeconds);
    case 'error':
      return afterError(delivery, result, againInSeconds);
  }
}

function afterError(delivery: Delivery, error: CallResult & { state: 'error' }, againInSeconds: number): Transition {
  if (error.kind === 'unavailable' || error.kind === 'unknown_outcome' || error.kind === 'rate_limited') {
    return unknown(delivery, error.detail, Math.max(error.retryAfterSeconds ?? 0, againInSeconds));
  }
  return failed(delivery, error.kind, error.detail);
}

function notFound(delivery: Delivery, resendSafe: boolean): Transition {
  if (!resendSafe) {
    const detail = 'It is not on the network. Sending it again is for you to decide.';
    return {
      delivery: { ...delivery, state: 'unknown', resendAllowed: true, code: 'not_found', detail },
      dueInSeconds: null,
      published: null,
    };
  }
  return queued(delivery, backoffOf(delivery.attempt));
}

function queued(delivery: Delivery, dueInSeconds: number): Transition {
  if (delivery.attempt >= MAX_ATTEMPTS)
    return failed(delivery, 'unavailable', 'The network could not be reached in several attempts.');
  return { delivery: { ...delivery, state: 'queued' }, dueInSeconds, published: null };
}

function failed(delivery: Delivery, code: string, detail: string): Transition {
  return {
    delivery: { ...delivery, state: 'failed', resendAllowed: false, code, detail },
    dueInSeconds: null,
    published: null,
  };
}

function unknown(delivery: Delivery, detail: string, dueInSeconds: number): Transition {
  const over = delivery.reconciliations >= MAX_RECONCILIATIONS;
  return {
    delivery: { ...delivery, state: 'unknown', code: 'unknown_outcome', detail },
    dueInSeconds: over ? null : dueInSeconds,
    published: null,
  };
}

function backoff(delivery: Delivery): number {
  return Math.min(5 * 2 ** delivery.reconciliations, 900);
}

function backoffOf(attempt: number): number {
  return attempt <= 1 ? 0 : Math.min(2 ** attempt, 300);
}
