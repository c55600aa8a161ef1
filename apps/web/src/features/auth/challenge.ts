import { ProblemError } from '../../api/problem';

/** The sign-in's challenge is short-lived; when it is gone the only way on is to begin again. */
export function isExpiredChallenge(error: unknown): boolean {
  return error instanceof ProblemError && /challenge/.test(error.code);
}
