import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconDownload, IconKey, IconRotate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { LogKey, LogState } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { Section } from '../../components/page';
import { Pill } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { useFormat } from '../../i18n/format';
import { useLogKeys } from './log-queries';
import classes from './log.module.css';

const RotateDialog = lazy(async () => ({ default: (await import('./rotate-dialog')).RotateDialog }));

type KeyState = 'announced' | 'current' | 'retired';

function stateOf({ retiredAt, activeSince }: LogKey): KeyState {
  if (retiredAt !== null) return 'retired';
  return activeSince === null ? 'announced' : 'current';
}

function useUsed(): (key: LogKey) => string {
  const { t } = useTranslation('log');
  const format = useFormat();
  return ({ createdAt, activeSince, retiredAt }) => {
    const from = format.dateTime(activeSince ?? createdAt);
    if (retiredAt !== null) return t('keys.fromTo', { from, to: format.dateTime(retiredAt) });
    return activeSince === null ? t('keys.soon') : t('keys.since', { at: from });
  };
}

function KeyItem({ item }: { item: LogKey }) {
  const { t } = useTranslation('log');
  const used = useUsed();
  const state = stateOf(item);
  const { handover } = item;
  return (
    <li className={classes.voucher}>
      <div className={classes.voucherHead}>
        <IconKey size={17} aria-hidden />
        <code dir="ltr" className={classes.name}>
          {item.keyId}
        </code>
        <Pill tone={state === 'current' ? 'good' : 'neutral'}>{t(`keys.${state}`)}</Pill>
      </div>
      <p className={classes.quiet}>{used(item)}</p>
      {item.reason ? (
        <p className={classes.quiet} dir="auto">
          {item.reason}
        </p>
      ) : null}
      <code dir="ltr" className={classes.vkey}>
        {item.vkey}
      </code>
      <div className={classes.buttons}>
        <CopyButton
          value={item.vkey}
          label={t('keys.copy')}
          size="compact-sm"
          aria-label={t('keys.copyNamed', { key: item.keyId })}
        />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconDownload size={15} aria-hidden />}
          aria-label={t('keys.downloadNamed', { key: item.keyId })}
          onClick={() => saveFile(`divan-log-${item.keyId}.vkey`, `${item.vkey}\n`)}
        >
          {t('keys.download')}
        </Button>
        {handover ? (
          <Button
            variant="subtle"
            size="compact-sm"
            title={t('keys.handoverHelp')}
            aria-label={t('keys.handoverNamed', { key: item.keyId })}
            onClick={() => saveFile(`divan-log-${item.keyId}-handover.txt`, handover)}
          >
            {t('keys.handover')}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** With these signatures are checked. Whoever checks takes the key once, from a source that they trust, and keeps it. */
export function KeysSection({ log }: { log: LogState }) {
  const { t } = useTranslation('log');
  const keys = useLogKeys();
  const mayRotate = usePermission('organization:manage');
  const [rotating, setRotating] = useState(false);
  return (
    <Section
      title={t('keys.title')}
      description={t('keys.lead')}
      actions={
        mayRotate && log.keyId ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRotate size={16} aria-hidden />}
            onClick={() => setRotating(true)}
          >
            {t('rotate.open')}
          </Button>
        ) : null
      }
    >
      <QueryView query={keys}>
        {({ items }) => (
          <ul className={classes.vouchers}>
            {items.map((item) => (
              <KeyItem key={item.keyId} item={item} />
            ))}
          </ul>
        )}
      </QueryView>
      {rotating ? (
        <Suspense fallback={null}>
          <RotateDialog onClose={() => setRotating(false)} />
        </Suspense>
      ) : null}
    </Section>
  );
}
