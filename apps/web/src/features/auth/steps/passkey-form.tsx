import { Button, Stack } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SignInFactor } from '../../../api/types';
import { FormAlert } from '../../../components/form-alert';
import { AuthLayout } from '../auth-layout';
import { signInWithPasskey } from '../passkeys/ceremonies';
import { usePasskeyText } from '../passkeys/use-passkey-text';
import { isExpiredChallenge } from './challenge';
import { OtherWays } from './other-ways';
import type { StepProps } from './sign-in-steps';

interface PasskeyFormProps extends StepProps {
  onOther: (factor: SignInFactor) => void;
}

/** The second step with a passkey. */
export function PasskeyForm({ step, onAnswer, onBack, onExpired, onOther }: PasskeyFormProps) {
  const { t } = useTranslation('auth');
  const passkeyText = usePasskeyText();
  const verify = useMutation({
    mutationFn: () => signInWithPasskey(step.challenge),
    onSuccess: onAnswer,
    onError: (error) => (isExpiredChallenge(error) ? onExpired() : undefined),
  });
  return (
    <AuthLayout title={t('passkey.title')} lead={t('passkey.lead')}>
      <Stack gap="md">
        <FormAlert>{verify.error ? passkeyText(verify.error) : null}</FormAlert>
        <Button
          size="md"
          fullWidth
          autoFocus
          leftSection={<IconFingerprint size={20} aria-hidden />}
          loading={verify.isPending}
          onClick={() => verify.mutate()}
        >
          {t('passkey.submit')}
        </Button>
        <OtherWays step={step} now="passkey" onOther={onOther} onBack={onBack} />
      </Stack>
    </AuthLayout>
  );
}
