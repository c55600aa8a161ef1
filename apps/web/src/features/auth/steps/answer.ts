import type { EnrolledSession, Session, SignInStep } from '../../../api/types';

/** Every step of sign-in is answered with the next one or, at the end, with the session. */
export type SignInAnswer = Session | EnrolledSession | SignInStep;

export function isStep(answer: SignInAnswer): answer is SignInStep {
  return 'step' in answer;
}

export function newRecoveryCodes(answer: SignInAnswer): string[] | null {
  return 'recoveryCodes' in answer && answer.recoveryCodes?.length ? answer.recoveryCodes : null;
}
