import { useState, type FormEvent } from 'react';
import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { SignInFactor } from '../../../api/types';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import type { SignInAnswer } from './answer';
import { isExpiredChallenge, isWrongCode } from './challenge';
import { CODE_LENGTH, CodeInput } from './code-input';
import { OtherWays } from './other-ways';
import type { StepProps } from './sign-in-steps';

interface TotpFormProps extends StepProps {
  onOther: (factor: SignInFactor) => void;
}

/** The authenticator's six digits; the last of them sends the form. */
export function TotpForm({ step, onAnswer, onBack, onExpired, onOther }: TotpFormProps) {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: (text: string) =>
      api.post<SignInAnswer>('/auth/totp', { challenge: step.challenge, code: text }, { anonymous: true }),
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
    if (text.length === CODE_LENGTH && !verify.isPending) verify.mutate(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (verify.isPending) return;
    if (code.length === CODE_LENGTH) verify.mutate(code);
    else setInvalid(t('totp.sixDigits'));
  };

  return (
    <AuthLayout title={t('totp.title')} lead={t('totp.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <CodeInput label={t('totp.code')} value={code} onChange={change} error={invalid} />
          <Button type="submit" size="md" fullWidth loading={verify.isPending}>
            {t('totp.submit')}
          </Button>
          <OtherWays step={step} now="totp" onOther={onOther} onBack={onBack} />
        </Stack>
      </form>
    </AuthLayout>
  );
}
