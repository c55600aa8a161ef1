import { useTranslation } from 'react-i18next';
import type { TextCount } from '../../api/types';
import { useFormat } from '../../i18n/format';
import classes from './count-ring.module.css';

const RADIUS = 9;
const ROUND = 2 * Math.PI * RADIUS;
const NEAR = 0.9;

function fullness({ used, max, bytesUsed, maxBytes }: TextCount): number {
  const bytes = maxBytes ? (bytesUsed ?? 0) / maxBytes : 0;
  return Math.max(max > 0 ? used / max : 0, bytes);
}

/** How much of the network's limit a text takes, as the network counts it: a ring and the number left. */
export function CountRing({ count, label }: { count: TextCount; label: string }) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const share = fullness(count);
  const left = count.max - count.used;
  const state = share > 1 ? 'over' : share > NEAR ? 'near' : 'fits';
  const bytesOver = (count.maxBytes ?? Infinity) - (count.bytesUsed ?? 0) < 0;
  const words = left < 0 ? t('count.over', { count: -left }) : t('count.left', { count: left });
  return (
    <span
      className={classes.count}
      data-state={state}
      role="img"
      aria-label={`${label}: ${words}${bytesOver ? ` ${t('count.bytesOver')}` : ''}`}
      title={t('count.title', { used: format.number(count.used), max: format.number(count.max) })}
    >
      <svg viewBox="0 0 24 24" width={22} height={22} aria-hidden>
        <circle cx={12} cy={12} r={RADIUS} className={classes.ringBack} />
        <circle
          cx={12}
          cy={12}
          r={RADIUS}
          className={classes.ring}
          strokeDasharray={`${Math.min(1, share) * ROUND} ${ROUND}`}
          transform="rotate(-90 12 12)"
        />
      </svg>
      <span className="dv-tabular" dir="ltr" aria-hidden>
        {format.number(left)}
      </span>
    </span>
  );
}
