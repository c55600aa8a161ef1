import type { ReactNode } from 'react';
import { Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePageTitle } from '../../components/page';
import classes from './post-header.module.css';

export function BackLink({ onClick }: { onClick?: () => void }) {
  const { t } = useTranslation('publishing');
  const inside = (
    <>
      <IconArrowLeft size={16} className="dv-flip" aria-hidden /> {t(onClick ? 'detail.backToPost' : 'list.back')}
    </>
  );
  return onClick ? (
    <button type="button" className={classes.back} onClick={onClick}>
      {inside}
    </button>
  ) : (
    <Link to="/publish" className={classes.back}>
      {inside}
    </Link>
  );
}

interface PostHeaderProps {
  title: string;
  back: ReactNode;
  pill: ReactNode;
  note?: ReactNode;
  actions: ReactNode;
}

export function PostHeader({ title, back, pill, note, actions }: PostHeaderProps) {
  usePageTitle(title);
  return (
    <header className={classes.header}>
      {back}
      <div className={classes.headLine}>
        <div className={classes.headTitle}>
          <Title order={1} dir="auto">
            {title}
          </Title>
          {pill}
          {note ? (
            <span className={classes.note} aria-live="polite">
              {note}
            </span>
          ) : null}
        </div>
        <div className={classes.actions}>{actions}</div>
      </div>
    </header>
  );
}
