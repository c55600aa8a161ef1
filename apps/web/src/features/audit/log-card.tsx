import { Button } from '@mantine/core';
import { IconAlertOctagon, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLog } from '../../api/queries';
import type { LogState } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { Notice } from '../../components/notice';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import classes from './log-card.module.css';

function Facts({ log }: { log: LogState }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const { checkpoint, vkey } = log;
  return (
    <div className={classes.card}>
      <dl className={classes.facts}>
        <div>
          <dt>{t('log.size')}</dt>
          <dd className="dv-tabular">{format.number(log.size)}</dd>
        </div>
        <div>
          <dt>{t('log.signed')}</dt>
          <dd>{log.signedAt ? <Time at={log.signedAt} as="relative" /> : t('log.never')}</dd>
        </div>
        <div>
          <dt>{t('log.lag')}</dt>
          <dd>
            {log.pending === 0
              ? t('log.upToDate')
              : t('log.waiting', {
                  count: log.pending,
                  lag: format.number(log.lagSeconds, {
                    style: 'unit',
                    unit: 'second',
                    unitDisplay: 'long',
                    maximumFractionDigits: 1,
                  }),
                })}
          </dd>
        </div>
        <div className={classes.wide}>
          <dt>{t('log.root')}</dt>
          <dd>
            <code dir="ltr">{log.root}</code>
          </dd>
        </div>
        {vkey ? (
          <div className={classes.wide}>
            <dt>{t('log.vkey')}</dt>
            <dd>
              <code dir="ltr">{vkey}</code>
            </dd>
          </div>
        ) : null}
      </dl>
      <div className={classes.actions}>
        {vkey ? <CopyButton value={vkey} label={t('log.copyKey')} size="xs" /> : null}
        {checkpoint ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => saveFile(`checkpoint-${log.size}.txt`, checkpoint)}
          >
            {t('log.download')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** How the organization's log stands: its signed head, and an alarm when it contradicts itself. */
export function LogCard() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const log = useLog();
  return (
    <section aria-label={t('log.title')} className={classes.log}>
      <QueryView query={log} skeleton={<div className={classes.skeleton} />}>
        {(data) => (
          <>
            {data.alarm ? (
              <Notice
                tone="bad"
                icon={IconAlertOctagon}
                title={t('log.alarmTitle', { at: format.exact(data.alarm.raisedAt) })}
                urgent
              >
                <p className={classes.alarm}>{t('log.alarmText')}</p>
                <p className={classes.alarm} lang="en" dir="ltr">
                  {data.alarm.reason}
                </p>
              </Notice>
            ) : null}
            <Facts log={data} />
          </>
        )}
      </QueryView>
    </section>
  );
}
