export const LEAST_DAYS = 90;
export const MOST_DAYS = 36_500;
export const USUAL_DAYS = 365;

/** Null is for good. */
export function isRetention(days: number | null): boolean {
  return days === null || (Number.isInteger(days) && days >= LEAST_DAYS && days <= MOST_DAYS);
}

/** Whether something that is kept now would be erased. */
export function isShorter(wanted: number | null, kept: number | null): boolean {
  return wanted !== null && (kept === null || wanted < kept);
}
