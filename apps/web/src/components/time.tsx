import { useFormat } from '../i18n/format';

interface TimeProps {
  at: string;
  /** `short` for lists, `relative` for "5 minutes ago", `full` for date and time, `stamp` with seconds. */
  as?: 'short' | 'relative' | 'full' | 'stamp' | 'time' | 'date';
  className?: string;
}

/** A moment, with the exact one in its title. */
export function Time({ at, as = 'short', className }: TimeProps) {
  const format = useFormat();
  const say = {
    short: format.short,
    relative: format.relative,
    full: format.dateTime,
    stamp: format.stamp,
    time: format.time,
    date: format.date,
  };
  return (
    <time dateTime={at} title={format.exact(at)} className={className}>
      {say[as](at)}
    </time>
  );
}
