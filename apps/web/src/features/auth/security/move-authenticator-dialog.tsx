import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { isProblem } from '../../../api/problem';
import { keys, queryClient } from '../../../api/queries';
import { STEP_UP_CANCELLED } from '../../../api/step-up';
import type { TotpEnrolment } from '../../../api/types';
import { ErrorState } from '../../../components/error-state';
import { Notice } from '../../../components/notice';
import { notifyDone } from '../../../components/notify';
import { useProblemText } from '../../../components/problem-text';
import { AuthenticatorKey } from '../steps/authenticator-key';
import { isWrongCode } from '../steps/challenge';
import { CODE_LENGTH, CodeInput } from '../steps/code-input';

interface MoveAuthenticatorDialogProps {
  /** There is one already, which counts until the new one is confirmed. */
  moves: boolean;
  onClose: () => void;
}

/** Sets up an authenticator on another phone. The old one works until the new one has shown its first code. */
export function MoveAuthenticatorDialog({ moves, onClose }: MoveAuthenticatorDialogProps) {
  const { t } = useTranslation(['own-security', 'auth', 'common']);
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const begun = useRef(false);
  const begin = useMutation({
    mutationFn: () => api.post<TotpEnrolment>('/me/totp'),
    onError: (error) => (isProblem(error, STEP_UP_CANCELLED) ? onClose() : undefined),
  });
  const { mutate } = begin;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    mutate();
  }, [mutate]);
  const confirm = useMutation({
    mutationFn: (text: string) => api.post('/me/totp/confirm', { code: text }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [keys.ownSecurity] });
      notifyDone(t(moves ? 'totp.moved' : 'totp.added'));
      onClose();
    },
    onError: (error) => {
      setInvalid(isWrongCode(error) ? t('auth:totp.wrong') : problemText(error));
      setCode('');
    },
  });
  const change = (text: string) => {
    setCode(text);
    setInvalid(null);
    if (text.length === CODE_LENGTH && !confirm.isPending) confirm.mutate(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.length < CODE_LENGTH) setInvalid(t('auth:totp.sixDigits'));
    else if (!confirm.isPending) confirm.mutate(code);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(moves ? 'totp.moveTitle' : 'totp.addTitle')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      {begin.error && !begin.data ? (
        <ErrorState compact error={begin.error} onRetry={() => begin.mutate()} />
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="lg">
            {moves ? (
              <Notice tone="info" icon={IconInfoCircle}>
                <p>{t('totp.moveText')}</p>
              </Notice>
            ) : null}
            <AuthenticatorKey enrolment={begin.data} />
            <CodeInput label={t('totp.newCode')} value={code} onChange={change} error={invalid} autoFocus={false} />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common:actions.cancel')}
              </Button>
              <Button type="submit" loading={confirm.isPending} disabled={!begin.data}>
                {t('auth:enrol.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
