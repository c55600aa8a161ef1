/** The wall clock of a place at an instant: `2026-11-22T09:00`. */
export function wallClock(instant: number | Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((known) => known.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The instant of a wall clock, for telling the member. Null where the text is no time or the clocks skip it; the API
 * has the last word on times that the clocks skip or show twice.
 */
export function instantOf(local: string, timeZone: string): Date | null {
  const asUtc = Date.parse(`${local}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (instant: number) => Date.parse(`${wallClock(instant, timeZone)}:00Z`) - instant;
  const guess = asUtc - offsetAt(asUtc);
  const instant = asUtc - offsetAt(guess);
  return wallClock(instant, timeZone) === local ? new Date(instant) : null;
}
