import { useState, type FormEvent } from 'react';
import { Button, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { EnrolledSession, TotpEnrolment } from '../../../api/types';
import { ErrorState } from '../../../components/error-state';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import { AuthenticatorKey } from './authenticator-key';
import { isExpiredChallenge, isWrongCode } from './challenge';
import { CODE_LENGTH, CodeInput } from './code-input';
import type { StepProps } from './sign-in-steps';

/** First sign-in: the authenticator app is set up. */
export function Enrolment({ step: { challenge }, onAnswer, onExpired }: StepProps) {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const enrolment = useQuery({
    queryKey: ['totp-enrolment', challenge],
    queryFn: () => api.post<TotpEnrolment>('/auth/totp-enrolment', { challenge }, { anonymous: true }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
  const confirm = useMutation({
    mutationFn: (text: string) =>
      api.post<EnrolledSession>('/auth/totp-enrolment/confirm', { challenge, code: text }, { anonymous: true }),
    onSuccess: onAnswer,
    onError: (error) => {
      if (isExpiredChallenge(error)) return onExpired();
      setInvalid(isWrongCode(error) ? t('totp.wrong') : problemText(error));
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
    if (code.length === CODE_LENGTH) confirm.mutate(code);
    else setInvalid(t('totp.sixDigits'));
  };

  return (
    <AuthLayout title={t('enrol.title')} lead={t('enrol.lead')}>
      {enrolment.error && !enrolment.data ? (
        isExpiredChallenge(enrolment.error) ? (
          <Button onClick={onExpired}>{t('signIn.title')}</Button>
        ) : (
          <ErrorState compact error={enrolment.error} onRetry={() => void enrolment.refetch()} />
        )
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="lg">
            <AuthenticatorKey enrolment={enrolment.data} />
            <CodeInput label={t('enrol.step2')} value={code} onChange={change} error={invalid} />
            <Button type="submit" size="md" fullWidth loading={confirm.isPending} disabled={!enrolment.data}>
              {t('enrol.submit')}
            </Button>
          </Stack>
        </form>
      )}
    </AuthLayout>
  );
}
