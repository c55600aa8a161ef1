/** A reason is read years later by somebody who was not there. */
export const LEAST_REASON = 10;
