import { useState } from 'react';
import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { LogState } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { CopyButton } from '../../components/copy-button';
import { notifyDone, notifyError } from '../../components/notify';
import { Section } from '../../components/page';
import { useOpenLog, usePublicLogUrl } from './log-queries';
import classes from './log.module.css';

/** Whether everybody may read the log, which holds nothing personal, without signing in. */
export function PublicSection({ log }: { log: LogState }) {
  const { t } = useTranslation('log');
  const mayChange = usePermission('organization:manage');
  const url = usePublicLogUrl();
  const [asking, setAsking] = useState(false);
  const change = useOpenLog((open) => notifyDone(t(open ? 'public.opened' : 'public.closed')));
  const set = (open: boolean) =>
    change.mutate({ open, version: log.version }, { onError: (error) => notifyError(error) });
  return (
    <Section title={t('public.title')} description={t('public.lead')}>
      <Switch
        checked={change.isPending ? change.variables.open : log.public}
        disabled={!mayChange}
        onChange={(event) => (event.currentTarget.checked ? setAsking(true) : set(false))}
        label={t('public.switch')}
        description={mayChange ? t(log.public ? 'public.isOpen' : 'public.isClosed') : t('public.notAllowed')}
      />
      {log.public && url ? (
        <div className={classes.address}>
          <code dir="ltr">{url}/</code>
          <CopyButton value={`${url}/`} size="compact-sm" label={t('public.copy')} />
        </div>
      ) : null}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('public.confirmTitle')}
        action={t('public.confirm')}
        onConfirm={() => {
          set(true);
          setAsking(false);
        }}
      >
        {t('public.confirmText')}
      </ConfirmDialog>
    </Section>
  );
}
