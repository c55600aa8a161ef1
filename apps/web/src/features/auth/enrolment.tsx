import { useState, type FormEvent } from 'react';
import { Button, Skeleton, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { EnrolledSession, Session, TotpEnrolment } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { ErrorState } from '../../components/error-state';
import { useProblemText } from '../../components/problem-text';
import { isLocale, setLocale } from '../../i18n';
import { AuthLayout } from './auth-layout';
import { isExpiredChallenge } from './challenge';
import { CODE_LENGTH, CodeInput } from './code-input';
import { RecoveryCodes } from './recovery-codes';
import classes from './auth.module.css';

interface EnrolmentProps {
  challenge: string;
  email: string;
  onSession: (session: Session) => void;
  onExpired: () => void;
}

function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}

/** First sign-in: the authenticator app is set up and the recovery codes are shown, once. */
export function Enrolment({ challenge, email, onSession, onExpired }: EnrolmentProps) {
  const { t, i18n } = useTranslation('auth');
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
    onError: (error) => {
      if (isExpiredChallenge(error)) return onExpired();
      const wrong = error instanceof ProblemError && [400, 401, 422].includes(error.status);
      setInvalid(wrong ? t('totp.wrong') : problemText(error));
      setCode('');
    },
  });

  if (confirm.data) {
    const { recoveryCodes, ...session } = confirm.data;
    // The first sign-in decides the language; what the organization presumed for a new member does not.
    const enter = () => {
      if (isLocale(i18n.language)) void setLocale(i18n.language);
      onSession(session);
    };
    return <RecoveryCodes codes={recoveryCodes} email={email} onDone={enter} />;
  }

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
            <div>
              <p className={classes.step}>{t('enrol.step1')}</p>
              <p className={classes.help}>{t('enrol.step1Help')}</p>
              {enrolment.data ? (
                <img
                  className={classes.qr}
                  src={`data:image/svg+xml,${encodeURIComponent(enrolment.data.qrSvg)}`}
                  alt={t('enrol.qrAlt')}
                />
              ) : (
                <Skeleton className={classes.qr ?? ''} />
              )}
              <p className={classes.help}>{t('enrol.manual')}</p>
              <div className={classes.secret} dir="ltr">
                <code>{enrolment.data ? grouped(enrolment.data.secret) : '…'}</code>
                <CopyButton value={enrolment.data?.secret ?? ''} size="compact-sm" />
              </div>
            </div>
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
