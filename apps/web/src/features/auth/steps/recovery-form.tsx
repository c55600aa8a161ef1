import { useState, type FormEvent } from 'react';
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { latinDigits } from '../../../components/digits';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import type { SignInAnswer } from './answer';
import { isExpiredChallenge, isWrongCode } from './challenge';
import type { StepProps } from './sign-in-steps';
import classes from '../auth.module.css';

interface RecoveryFormProps extends StepProps {
  onOther: () => void;
}

/** For whoever has lost the phone or the passkey: one of the codes that were stored. */
export function RecoveryForm({ step, onAnswer, onBack, onExpired, onOther }: RecoveryFormProps) {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const verify = useMutation({
    mutationFn: (recoveryCode: string) =>
      api.post<SignInAnswer>('/auth/totp', { challenge: step.challenge, recoveryCode }, { anonymous: true }),
    onSuccess: onAnswer,
    onError: (error) => {
      if (isExpiredChallenge(error)) return onExpired();
      setInvalid(isWrongCode(error) ? t('totp.wrongRecovery') : problemText(error));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = latinDigits(code).trim().toUpperCase();
    if (!typed) setInvalid(t('common:required'));
    else if (!verify.isPending) verify.mutate(typed);
  };

  return (
    <AuthLayout title={t('recovery.title')} lead={t('totp.recoveryLead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={t('totp.recoveryCode')}
            placeholder="XXXX-XXXX-XXXX-XXXX"
            value={code}
            onChange={(event) => {
              setCode(event.currentTarget.value);
              setInvalid(null);
            }}
            error={invalid}
            dir="ltr"
            size="md"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
          />
          <Button type="submit" size="md" fullWidth loading={verify.isPending}>
            {t('totp.submit')}
          </Button>
          <p className={classes.help}>{t('recovery.none')}</p>
          <Stack gap={4} align="center">
            <Anchor component="button" type="button" size="sm" py={4} onClick={onOther}>
              {t(`factors.use.${step.step === 'passkey' ? 'passkey' : 'totp'}`)}
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
