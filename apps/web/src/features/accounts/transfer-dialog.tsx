import { useState, type FormEvent } from 'react';
import { Checkbox } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { Member } from '../../api/types';
import { FormDialog } from '../../components/form-dialog';
import { Notice } from '../../components/notice';
import { notifyDone } from '../../components/notify';
import { useProblemText } from '../../components/problem-text';
import classes from './accounts.module.css';

/** Hands the administration over to another member. */
export function TransferDialog({ to, onClose }: { to: Member; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const problemText = useProblemText();
  const [keepRole, setKeepRole] = useState(true);
  const transfer = useMutation({
    mutationFn: () => api.post('/ownership-transfers', { toMemberId: to.id, keepRole }),
    onSuccess: async () => {
      notifyDone(t('transfer.done', { name: to.name }));
      onClose();
      // Without the role half of the screens are gone; everything is asked anew.
      await queryClient.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    transfer.mutate();
  };
  return (
    <FormDialog
      title={t('transfer.title', { name: to.name })}
      action={t('transfer.action')}
      dangerous={!keepRole}
      onClose={onClose}
      onSubmit={submit}
      busy={transfer.isPending}
      problem={transfer.error ? problemText(transfer.error) : null}
    >
      <p className={classes.note}>{t('transfer.text', { name: to.name })}</p>
      <Checkbox
        checked={keepRole}
        onChange={(event) => setKeepRole(event.currentTarget.checked)}
        label={t('transfer.keep')}
        description={t('transfer.keepHelp')}
      />
      {keepRole ? null : (
        <Notice tone="warn" icon={IconAlertTriangle}>
          {t('transfer.loss', { name: to.name })}
        </Notice>
      )}
    </FormDialog>
  );
}
