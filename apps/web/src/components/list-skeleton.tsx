import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './list-skeleton.module.css';

interface ListSkeletonProps {
  rows?: number;
  withAvatar?: boolean;
}

/** Rows in the shape of what is loading. Widths vary by row so that it does not look like a table of bars. */
export function ListSkeleton({ rows = 8, withAvatar = false }: ListSkeletonProps) {
  const { t } = useTranslation();
  return (
    <div role="status" className={classes.list}>
      <span className="dv-sr">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes.row} aria-hidden>
          {withAvatar ? <Skeleton circle height={36} /> : null}
          <div className={classes.lines}>
            <Skeleton height={10} width={`${32 + ((row * 17) % 25)}%`} />
            <Skeleton height={10} width={`${60 + ((row * 23) % 35)}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
