import { useSyncExternalStore } from 'react';
import { ProblemError, type Problem } from './problem';

/** `sso`: signing in again at the organization's own provider. */
export type StepUpFactor = 'totp' | 'passkey' | 'sso';

const FACTORS: readonly unknown[] = ['totp', 'passkey', 'sso'] satisfies StepUpFactor[];

/** What the API wants to see again before it does something dangerous. */
export interface StepUpRequest {
  factors: StepUpFactor[];
  /** The factor was shown: what waits for it goes on. */
  done: () => void;
  /** The member thought better of it: what waits for it fails. */
  cancel: () => void;
}

export const STEP_UP_REQUIRED = 'auth.step_up_required';
/** Fresh it is, but by the word of an identity provider: what opens other organizations, too, wants the account's own. */
const OWN_FACTOR_REQUIRED = 'auth.own_factor_required';
export const STEP_UP_CANCELLED = 'auth.step_up_cancelled';

let open: StepUpRequest | null = null;
let answer: Promise<void> | null = null;
const listeners = new Set<() => void>();

function show(request: StepUpRequest | null): void {
  open = request;
  for (const listener of listeners) listener();
}

const isFactor = (factor: unknown): factor is StepUpFactor => FACTORS.includes(factor);

function factorsOf(problem: Problem & { factors?: unknown }): StepUpFactor[] {
  return Array.isArray(problem.factors) ? problem.factors.filter(isFactor) : [];
}

/** Whether the API would do it after a second factor that the member can give. */
export function wantsFactor(problem: Problem): boolean {
  return problem.code === STEP_UP_REQUIRED || (problem.code === OWN_FACTOR_REQUIRED && factorsOf(problem).length > 0);
}

/**
 * Asks the member for a second factor and resolves when it was shown. Calls that are refused together share one
 * question.
 * @throws ProblemError `auth.step_up_cancelled`
 */
export function stepUp(problem: Problem): Promise<void> {
  answer ??= new Promise<void>((resolve, reject) => {
    show({
      factors: factorsOf(problem),
      done: resolve,
      cancel: () => reject(new ProblemError({ status: 403, code: STEP_UP_CANCELLED })),
    });
  }).finally(() => {
    answer = null;
    show(null);
  });
  return answer;
}

/** The question that is open, for the one dialog that puts it. */
export function useStepUpRequest(): StepUpRequest | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
