import { DateTime, IANAZone } from 'luxon';
import { publishingErrors } from './publishing.errors';
import type { Schedule } from './post';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
const MINUTES = "yyyy-MM-dd'T'HH:mm";

/**
 * A wall clock in a place to an instant. A time that the clocks skip or show twice is refused with the reason, since
 * any guess would publish an hour off.
 * @param local `2026-11-22T09:00`, or with seconds
 * @param timeZone an IANA name
 */
export function resolveSchedule(local: string, timeZone: string): Schedule {
  if (!IANAZone.isValidZone(timeZone)) throw publishingErrors.invalidTimeZone(timeZone);
  const time = DateTime.fromISO(local, { zone: timeZone });
  if (!LOCAL.test(local) || !time.isValid) throw publishingErrors.invalidLocalTime(local);
  const real = time.toFormat(local.length > 16 ? `${MINUTES}:ss` : MINUTES);
  if (real !== local) throw publishingErrors.nonexistentLocalTime(local, timeZone, real);
  const readings = time.getPossibleOffsets();
  if (readings.length > 1) {
    const instants = readings.map((reading) => reading.toUTC().toISO()!).sort();
    throw publishingErrors.ambiguousLocalTime(local, timeZone, instants);
  }
  return { local, timeZone, at: time.toUTC().toJSDate() };
}
