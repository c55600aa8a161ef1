import { useEffect, useState } from 'react';
import { IconBinaryTree2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLog } from '../../api/queries';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { AlarmList } from './alarm-list';
import { Checkpoints } from './checkpoints';
import { KeysSection } from './keys-section';
import { LogHead } from './log-head';
import { PublicSection } from './public-section';
import { VerifySection } from './verify-section';
import { WitnessesSection } from './witnesses-section';
import classes from './log.module.css';

const AGE_MS = 10_000;

/** How long ago something was is another thing each time it is said. */
function useTick(everyMs: number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
}

/** How the organization's log stands, and everything that an outsider needs to check it. */
export function LogPage() {
  const { t } = useTranslation('log');
  const log = useLog();
  useTick(AGE_MS);
  return (
    <Page>
      <PageHeader title={t('title')} description={t('lead')} />
      <QueryView
        query={log}
        isEmpty={({ origin, alarms }) => origin === null && alarms.length === 0}
        empty={
          <EmptyState icon={IconBinaryTree2} title={t('emptyTitle')}>
            {t('emptyText')}
          </EmptyState>
        }
      >
        {(data) => (
          <>
            <AlarmList log={data} />
            <LogHead log={data} />
            <div className={classes.columns}>
              <div className={classes.column}>
                <Checkpoints />
                <VerifySection log={data} />
              </div>
              <div className={classes.column}>
                <WitnessesSection log={data} />
                <KeysSection log={data} />
                <PublicSection log={data} />
              </div>
            </div>
          </>
        )}
      </QueryView>
    </Page>
  );
}
