import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { LogAlarm, LogState } from '../../api/types';
import { Notice } from '../../components/notice';
import { useFormat } from '../../i18n/format';
import { inOrderOfWeight } from './alarms';
import classes from './log.module.css';

const AcknowledgeDialog = lazy(async () => ({ default: (await import('./acknowledge-dialog')).AcknowledgeDialog }));

const STEPS: Record<LogAlarm['kind'], number> = { inconsistent: 3, rolled_back: 3, lagging: 3, witness_conflict: 3 };

interface AlarmProps {
  alarm: LogAlarm;
  mayAcknowledge: boolean;
  onAcknowledge: () => void;
}

function Alarm({ alarm, mayAcknowledge, onAcknowledge }: AlarmProps) {
  const { t } = useTranslation('log');
  const format = useFormat();
  const { kind } = alarm;
  const steps = Array.from({ length: STEPS[kind] }, (_, index) => t(`alarms.kinds.${kind}.step${index + 1}`));
  return (
    <Notice tone="bad" icon={IconAlertOctagon} title={t(`alarms.kinds.${kind}.title`)}>
      <div className={classes.alarm}>
        <p>{t(`alarms.kinds.${kind}.text`)}</p>
        <div>
          <p className={classes.alarmHead}>{t('alarms.whatToDo')}</p>
          <ol className={classes.steps}>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
        <p className={classes.reason}>
          {t('alarms.found', { at: format.exact(alarm.raisedAt) })}{' '}
          <bdi lang="en" dir="ltr">
            {alarm.reason}
          </bdi>
        </p>
        {alarm.acknowledgeable ? (
          mayAcknowledge ? (
            <div>
              <Button variant="default" size="xs" onClick={onAcknowledge}>
                {t('fork.open')}
              </Button>
            </div>
          ) : (
            <p>{t('fork.notAllowed')}</p>
          )
        ) : null}
      </div>
    </Notice>
  );
}

/** What is wrong, what that means, and what to do now. */
export function AlarmList({ log }: { log: LogState }) {
  const mayAcknowledge = usePermission('organization:manage');
  const [acknowledging, setAcknowledging] = useState(false);
  if (log.alarms.length === 0) return null;
  return (
    <div className={classes.alarms}>
      {inOrderOfWeight(log.alarms).map((alarm) => (
        <Alarm
          key={`${alarm.kind} ${alarm.raisedAt} ${alarm.reason}`}
          alarm={alarm}
          mayAcknowledge={mayAcknowledge}
          onAcknowledge={() => setAcknowledging(true)}
        />
      ))}
      {acknowledging ? (
        <Suspense fallback={null}>
          <AcknowledgeDialog log={log} onClose={() => setAcknowledging(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
