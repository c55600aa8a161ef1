import { Button } from '@mantine/core';
import { IconAlertOctagon, IconCircleCheck, IconClock, IconDownload, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LogState } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { saveFile } from '../../components/save-file';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import classes from './log.module.css';

type Standing = 'alarm' | 'waiting' | 'order';

const glyphs: Record<Standing, Icon> = { alarm: IconAlertOctagon, waiting: IconClock, order: IconCircleCheck };
/** What is written is signed within seconds; waiting is worth a word only after this. */
const WAITING_SECONDS = 10;

function standingOf({ alarms, pending, lagSeconds }: LogState): Standing {
  if (alarms.length > 0) return 'alarm';
  return pending > 0 && lagSeconds > WAITING_SECONDS ? 'waiting' : 'order';
}

export function LogHead({ log }: { log: LogState }) {
  const { t } = useTranslation('log');
  const format = useFormat();
  const standing = standingOf(log);
  const Glyph = glyphs[standing];
  const lag = format.number(log.lagSeconds, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  return (
    <section className={classes.head} data-standing={standing} aria-label={t('head.label')}>
      <div className={classes.verdict}>
        <Glyph size={28} stroke={1.75} aria-hidden />
        <p>{t(`head.${standing}`)}</p>
        {log.checkpoint ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => saveFile(`checkpoint-${log.size}.txt`, log.checkpoint ?? '')}
          >
            {t('head.download')}
          </Button>
        ) : null}
      </div>
      <dl className={classes.figures}>
        <div>
          <dt>{t('head.size')}</dt>
          <dd className="dv-tabular">{format.number(log.size)}</dd>
        </div>
        <div>
          <dt>{t('head.signed')}</dt>
          <dd>{log.signedAt ? <Time at={log.signedAt} as="relative" /> : t('never')}</dd>
        </div>
        <div>
          <dt>{t('head.pending')}</dt>
          <dd className="dv-tabular">{format.number(log.pending)}</dd>
        </div>
        <div>
          <dt>{t('head.lag')}</dt>
          <dd className="dv-tabular">{log.pending === 0 ? t('head.noLag') : lag}</dd>
        </div>
      </dl>
      <dl className={classes.codes}>
        <div>
          <dt>{t('head.root')}</dt>
          <dd>
            <code dir="ltr">{log.root}</code>
            <CopyButton value={log.root} size="compact-xs" variant="subtle" aria-label={t('head.copyRoot')} />
          </dd>
        </div>
        {log.origin ? (
          <div>
            <dt>{t('head.origin')}</dt>
            <dd>
              <code dir="ltr">{log.origin}</code>
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
