import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types';
import { intlLocale } from '../../i18n/format';

type Scheduled = Post['scheduledFor'];

export interface ScheduleFormats {
  /** Date, time and zone of a schedule, as it was meant: the wall clock there. */
  full: (schedule: NonNullable<Scheduled>) => string;
  time: (schedule: NonNullable<Scheduled>) => string;
  zone: (timeZone: string) => string;
  /** Heading of a day, from a local date such as `2026-11-22`. */
  day: (localDate: string) => string;
}

/** "Chicago" says more to people than "America/Chicago". */
function city(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

function zoneName(timeZone: string, locale: string): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts();
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? city(timeZone);
  } catch {
    return city(timeZone);
  }
}

export function useScheduleFormats(): ScheduleFormats {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const locale = intlLocale(i18n.language);
    const inZone = (at: string, timeZone: string, options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(new Date(at));
    const zone = (timeZone: string) => zoneName(timeZone, locale);
    return {
      zone,
      full: ({ at, timeZone }) =>
        `${inZone(at, timeZone, { dateStyle: 'full', timeStyle: 'short' })} \u2068(${zone(timeZone)})\u2069`,
      time: ({ at, timeZone }) => inZone(at, timeZone, { hour: 'numeric', minute: '2-digit' }),
      day: (localDate) =>
        new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
          new Date(`${localDate}T12:00:00Z`),
        ),
    };
  }, [i18n.language]);
}
