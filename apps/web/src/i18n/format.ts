import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

type When = string | number | Date;

/** `fa-IR` brings Persian digits and the Persian calendar; for English the browser's own variant is kept. */
export function intlLocale(language: string): string {
  if (language === 'fa') return 'fa-IR';
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith('en')) ?? 'en-US';
}

const DAY_MS = 86_400_000;

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export interface Formats {
  number: (value: number, options?: Intl.NumberFormatOptions) => string;
  date: (when: When) => string;
  time: (when: When) => string;
  dateTime: (when: When) => string;
  /** With seconds: for logs. */
  stamp: (when: When) => string;
  /** With seconds and zone: for proofs, audit and tooltips. */
  exact: (when: When) => string;
  /** For dense lists: the time today, the weekday within a week, else the date. */
  short: (when: When) => string;
  relative: (when: When) => string;
  day: (when: When) => string;
  bytes: (value: number) => string;
  list: (items: string[]) => string;
}

const RELATIVE_STEPS: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [30 * 86_400, 'day', 86_400],
  [365 * 86_400, 'month', 30 * 86_400],
  [Infinity, 'year', 365 * 86_400],
];

export function createFormats(language: string): Formats {
  const locale = intlLocale(language);
  const made = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (when: When) => format.format(new Date(when));
  };
  const time = made({ hour: 'numeric', minute: '2-digit' });
  const weekday = made({ weekday: 'long' });
  const dayAndMonth = made({ day: 'numeric', month: 'short' });
  const date = made({ dateStyle: 'medium' });
  const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const listFormat = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const daysAgo = (when: When) => Math.round((startOfDay(new Date()) - startOfDay(new Date(when))) / DAY_MS);

  const upperFirst = (text: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

  return {
    number: (value, options) => new Intl.NumberFormat(locale, options).format(value),
    date,
    time,
    dateTime: made({ dateStyle: 'medium', timeStyle: 'short' }),
    stamp: made({ dateStyle: 'medium', timeStyle: 'medium' }),
    exact: made({ dateStyle: 'long', timeStyle: 'long' }),
    short: (when) => {
      const days = daysAgo(when);
      if (days <= 0) return time(when);
      if (days === 1) return upperFirst(relativeFormat.format(-1, 'day'));
      if (days < 7) return weekday(when);
      return days < 300 ? dayAndMonth(when) : date(when);
    },
    relative: (when) => {
      const seconds = Math.round((new Date(when).getTime() - Date.now()) / 1000);
      const step = RELATIVE_STEPS.find(([limit]) => Math.abs(seconds) < limit);
      return step ? relativeFormat.format(Math.trunc(seconds / step[2]), step[1]) : date(when);
    },
    day: (when) => {
      const days = daysAgo(when);
      if (days === 0 || days === 1) return upperFirst(relativeFormat.format(-days, 'day'));
      return days > 0 && days < 7 ? weekday(when) : date(when);
    },
    bytes: (value) => {
      const [unit, size] = value < 1000 ? ['byte', 1] : value < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
      const options = { style: 'unit', unit: unit as string, maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(locale, options).format(value / (size as number));
    },
    list: (items) => listFormat.format(items),
  };
}

/** Numbers, dates and lists in the language of the screen. */
export function useFormat(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => createFormats(i18n.language), [i18n.language]);
}
