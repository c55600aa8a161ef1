import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LogAlarm } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { inOrderOfWeight } from './alarms';
import classes from './alarm-banner.module.css';

/** Over every screen, until the log is in order again: it cannot be put away. */
export function AlarmBanner({ alarms }: { alarms: LogAlarm[] }) {
  const { t } = useTranslation('log');
  const format = useFormat();
  const [first] = inOrderOfWeight(alarms);
  if (!first) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconAlertOctagon size={20} aria-hidden />
      <p className={classes.text}>
        <strong>{t('alarms.banner')}</strong> {t(`alarms.kinds.${first.kind}.short`)}{' '}
        {t('alarms.since', { at: format.dateTime(first.raisedAt) })}
        {alarms.length > 1 ? ` ${t('alarms.more', { count: alarms.length - 1 })}` : null}
      </p>
      <Link to="/audit/log" className={classes.link}>
        {t('alarms.whatToDo')}
      </Link>
    </div>
  );
}
