import { useEffect, useState } from 'react';
import { useNetwork } from '@mantine/hooks';
import { IconPlugConnectedX, IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LiveState } from '../../api/live';
import classes from './shell.module.css';

const PATIENCE_MS = 4000;

/** Says when the screen may be out of date. A stream that comes back within seconds is not worth a banner. */
export function ConnectionBanner({ liveState }: { liveState: LiveState }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const [lost, setLost] = useState(false);

  useEffect(() => {
    if (liveState !== 'lost') {
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [liveState]);

  return (
    <div role="status">
      {!online ? (
        <div className={classes.banner}>
          <IconWifiOff size={16} aria-hidden /> {t('live.offline')}
        </div>
      ) : lost ? (
        <div className={classes.banner}>
          <IconPlugConnectedX size={16} aria-hidden /> {t('live.lost')}
        </div>
      ) : null}
    </div>
  );
}
