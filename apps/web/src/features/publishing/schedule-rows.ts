import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { useFormat } from '../../i18n/format';
import type { View } from './views';

/** Either a day's heading or a post. */
export type ScheduleRow = { key: string; heading: string; post?: undefined } | { key: string; post: Post };

/** When it went out, is planned, or was last worked on. */
export function momentOf(post: Post, view: View): string {
  if (view.id === 'drafts') return post.updatedAt;
  const published = post.publications.flatMap((publication) => publication.publishedAt ?? []).sort()[0];
  return published ?? post.scheduledFor?.at ?? post.updatedAt;
}

const NO_TIME = 'no-time';

function localDay(moment: string): string {
  const date = new Date(moment);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dayOf(post: Post, view: View): string {
  if (view.id !== 'upcoming') return localDay(momentOf(post, view));
  // A schedule is a wall clock in a place: its day is the day there.
  return post.scheduledFor?.local.slice(0, 10) ?? NO_TIME;
}

/** Posts with a heading before each day. */
export function useScheduleRows(posts: Post[], view: View): ScheduleRow[] {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const schedule = useScheduleFormats();
  return useMemo(() => {
    const sign = view.ascending ? 1 : -1;
    const sorted = [...posts].sort((a, b) => sign * momentOf(a, view).localeCompare(momentOf(b, view)));
    if (view.id === 'upcoming')
      sorted.sort((a, b) => Number(a.scheduledFor !== null) - Number(b.scheduledFor !== null));
    const today = localDay(new Date().toISOString());
    const tomorrow = localDay(new Date(Date.now() + 86_400_000).toISOString());
    const heading = (day: string) => {
      if (day === NO_TIME) return t('list.noTime');
      if (day === today) return `${t('list.today')} · ${schedule.day(day)}`;
      if (day === tomorrow) return `${t('list.tomorrow')} · ${schedule.day(day)}`;
      return day.slice(0, 4) === today.slice(0, 4) ? schedule.day(day) : format.date(`${day}T12:00:00`);
    };
    let previous = '';
    return sorted.flatMap((post): ScheduleRow[] => {
      const day = dayOf(post, view);
      const row = { key: post.id, post };
      if (day === previous) return [row];
      previous = day;
      return [{ key: `day-${day}`, heading: heading(day) }, row];
    });
  }, [posts, view, t, format, schedule]);
}
