import { ProblemError } from '../../../api/problem';

/** The sign-in's challenge is short-lived; when it is gone the only way on is to begin again. */
export function isExpiredChallenge(error: unknown): boolean {
  return error instanceof ProblemError && /challenge/.test(error.code);
}

/** What was typed is wrong, as against a server that cannot be asked. */
export function isWrongCode(error: unknown): boolean {
  return error instanceof ProblemError && [400, 401, 422].includes(error.status);
}
