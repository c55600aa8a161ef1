import { useState } from 'react';
import { Button, Progress } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconDownload,
  IconLoader,
  IconX,
  IconAlertTriangle,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditExport, AuditExportState } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { Pill, type Tone } from '../../components/pill';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { asFilters, isUnderWay } from './export-queries';
import { useFilterTexts } from './filter-texts';
import classes from './exports.module.css';

const states: Record<AuditExportState, [Tone, Icon]> = {
  queued: ['neutral', IconClock],
  running: ['info', IconLoader],
  done: ['good', IconCheck],
  failed: ['bad', IconAlertTriangle],
  cancelled: ['neutral', IconX],
};

export interface ExportActs {
  onDownload: (item: AuditExport) => Promise<void>;
  onCancel: (item: AuditExport) => void;
  onRemove: (item: AuditExport) => void;
}

function ProgressLine({ item, label }: { item: AuditExport; label: string }) {
  const { t } = useTranslation('audit');
  const { done, total } = item;
  const text = total === null ? t('exports.doneSoFar', { count: done }) : t('exports.progress', { done, count: total });
  return (
    <div className={classes.progress}>
      <Progress.Root size="sm">
        <Progress.Section
          value={total ? Math.min(100, (100 * done) / total) : 0}
          animated={item.state === 'running'}
          aria-label={label}
        />
      </Progress.Root>
      <span className="dv-tabular">{text}</span>
    </div>
  );
}

function Result({ item }: { item: AuditExport }) {
  const { t, i18n } = useTranslation('audit');
  const format = useFormat();
  const { result, error, state } = item;
  if (state === 'failed') {
    return (
      <p className={classes.failed}>
        {t('exports.failed')}{' '}
        <bdi lang={i18n.language === 'en' ? undefined : 'en'}>{error ?? t('exports.noReason')}</bdi>
      </p>
    );
  }
  if (!result) return null;
  return (
    <dl className={classes.result}>
      <div>
        <dt>{t('exports.rows')}</dt>
        <dd>{format.number(result.rows)}</dd>
      </div>
      <div>
        <dt>{t('exports.size')}</dt>
        <dd>{format.bytes(result.bytes)}</dd>
      </div>
      <div>
        <dt>{t('exports.checkpoint')}</dt>
        <dd>{t('exports.checkpointSize', { count: result.checkpointSize })}</dd>
      </div>
      <div className={classes.hash}>
        <dt>{t('exports.sha256')}</dt>
        <dd>
          <code dir="ltr">{result.sha256}</code>
          <CopyButton value={result.sha256} size="compact-xs" variant="subtle" />
        </dd>
      </div>
    </dl>
  );
}

function Buttons({ item, name, onDownload, onCancel, onRemove }: ExportActs & { item: AuditExport; name: string }) {
  const { t } = useTranslation('audit');
  const [busy, setBusy] = useState(false);
  const gone = item.expiresAt !== null && new Date(item.expiresAt).getTime() <= Date.now();
  return (
    <div className={classes.actions}>
      {item.state === 'done' && !gone ? (
        <Button
          size="xs"
          loading={busy}
          leftSection={<IconDownload size={15} aria-hidden />}
          aria-label={t('exports.downloadNamed', { name })}
          onClick={() => {
            setBusy(true);
            void onDownload(item).finally(() => setBusy(false));
          }}
        >
          {t('exports.download')}
        </Button>
      ) : null}
      {isUnderWay(item) ? (
        <Button
          size="xs"
          variant="default"
          aria-label={t('exports.cancelNamed', { name })}
          onClick={() => onCancel(item)}
        >
          {t('exports.cancel')}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          aria-label={t('exports.removeNamed', { name })}
          onClick={() => onRemove(item)}
        >
          {t('exports.remove')}
        </Button>
      )}
    </div>
  );
}

/** One export: what of the log, how far it is, and what came of it. */
export function ExportRow({ item, ...acts }: ExportActs & { item: AuditExport }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const texts = useFilterTexts()(asFilters(item.filter));
  const [tone, icon] = states[item.state];
  const what =
    texts.length === 0 ? t('exports.everything') : format.list(texts.map(({ label, value }) => `${label}: ${value}`));
  return (
    <li className={classes.export}>
      <div className={classes.body}>
        <div className={classes.line}>
          <strong>{t(`export.formats.${item.format}`)}</strong>
          <Pill tone={tone} icon={icon}>
            {t(`exports.states.${item.state}`)}
          </Pill>
        </div>
        <p className={classes.what} dir="auto">
          {what}
        </p>
        {isUnderWay(item) ? <ProgressLine item={item} label={what} /> : <Result item={item} />}
        <p className={classes.meta}>
          <span>
            <bdi>{item.createdBy.name}</bdi>
            {' · '}
            <Time at={item.createdAt} as="full" />
          </span>
          {item.state === 'done' && item.expiresAt ? (
            <span>{t('exports.expires', { when: format.relative(item.expiresAt) })}</span>
          ) : null}
        </p>
      </div>
      <Buttons item={item} name={what} {...acts} />
    </li>
  );
}
