import { useState, type FormEvent } from 'react';
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { Session } from '../../api/types';
import { useProblemText } from '../../components/problem-text';
import { AuthLayout } from './auth-layout';
import { isExpiredChallenge } from './challenge';
import { CODE_LENGTH, CodeInput } from './code-input';

interface TotpFormProps {
  challenge: string;
  onSession: (session: Session) => void;
  onBack: () => void;
  onExpired: () => void;
}

export function TotpForm({ challenge, onSession, onBack, onExpired }: TotpFormProps) {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const [recovery, setRecovery] = useState(false);
  const [value, setValue] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: (text: string) =>
      api.post<Session>(
        '/auth/totp',
        { challenge, ...(recovery ? { recoveryCode: text.trim() } : { code: text }) },
        { anonymous: true },
      ),
    onSuccess: onSession,
    onError: (error) => {
      if (isExpiredChallenge(error)) return onExpired();
      const wrong = error instanceof ProblemError && [400, 401, 422].includes(error.status);
      setInvalid(wrong ? t(recovery ? 'totp.wrongRecovery' : 'totp.wrong') : problemText(error));
      setValue('');
    },
  });

  const change = (text: string) => {
    setValue(text);
    setInvalid(null);
    if (!recovery && text.length === CODE_LENGTH && !verify.isPending) verify.mutate(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (verify.isPending) return;
    if (!recovery && value.length !== CODE_LENGTH) setInvalid(t('totp.sixDigits'));
    else verify.mutate(value);
  };

  return (
    <AuthLayout title={t('totp.title')} lead={t(recovery ? 'totp.recoveryLead' : 'totp.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {recovery ? (
            <TextInput
              key="recovery"
              label={t('totp.recoveryCode')}
              value={value}
              onChange={(event) => change(event.currentTarget.value)}
              error={invalid}
              dir="ltr"
              size="md"
              autoComplete="off"
              autoFocus
            />
          ) : (
            <CodeInput key="code" label={t('totp.code')} value={value} onChange={change} error={invalid} />
          )}
          <Button type="submit" size="md" fullWidth loading={verify.isPending}>
            {t('totp.submit')}
          </Button>
          <Stack gap={4} align="center">
            <Anchor
              component="button"
              type="button"
              size="sm"
              py={4}
              onClick={() => {
                setRecovery(!recovery);
                setValue('');
                setInvalid(null);
              }}
            >
              {t(recovery ? 'totp.useCode' : 'totp.useRecovery')}
            </Anchor>
            <Anchor component="button" type="button" size="sm" py={4} onClick={onBack}>
              {t('totp.back')}
            </Anchor>
          </Stack>
        </Stack>
      </form>
    </AuthLayout>
  );
}
