import { useState } from 'react';
import { Button, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle, IconLifebuoy } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { isProblem } from '../../../api/problem';
import { keys, queryClient, useMe } from '../../../api/queries';
import { STEP_UP_CANCELLED } from '../../../api/step-up';
import type { OwnSecurity } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { Notice } from '../../../components/notice';
import { notifyError } from '../../../components/notify';
import { Section } from '../../../components/page';
import classes from '../auth.module.css';
import { KeepCodes } from '../steps/keep-codes';

const FEW = 3;

/** How many recovery codes are left, and new ones for old. */
export function RecoverySection({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation(['own-security', 'auth', 'common']);
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const renew = useMutation({
    mutationFn: () => api.post<{ codes: string[] }>('/me/recovery-codes'),
    onSuccess: (answer) => setCodes(answer.codes),
    onError: (error) => (isProblem(error, STEP_UP_CANCELLED) ? undefined : notifyError(error)),
    onSettled: () => {
      setAsking(false);
      return queryClient.invalidateQueries({ queryKey: [keys.ownSecurity] });
    },
  });
  const left = security.recoveryCodesLeft;

  return (
    <Section
      title={t('recovery.title')}
      description={t('recovery.text')}
      actions={
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('recovery.renew')}
        </Button>
      }
    >
      {left < FEW ? (
        <Notice tone="warn" icon={IconAlertTriangle}>
          <p>{t('recovery.left', { count: left })}</p>
        </Notice>
      ) : (
        <div className={classes.fact}>
          <IconLifebuoy size={22} stroke={1.5} aria-hidden />
          <p>{t('recovery.left', { count: left })}</p>
        </div>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('recovery.renewTitle')}
        action={t('recovery.renewAction')}
        busy={renew.isPending}
        onConfirm={() => renew.mutate()}
      >
        {t('recovery.renewText')}
      </ConfirmDialog>
      {/* They are shown once: a stray click or key must not be the end of them. */}
      <Modal
        opened={codes !== null}
        onClose={() => undefined}
        title={t('auth:enrol.codesTitle')}
        withCloseButton={false}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <Stack gap="md">
          <p className={classes.help}>{t('auth:enrol.codesLead')}</p>
          <KeepCodes
            codes={codes ?? []}
            email={me.data?.member.email ?? ''}
            action={t('recovery.done')}
            onDone={() => setCodes(null)}
          />
        </Stack>
      </Modal>
    </Section>
  );
}
