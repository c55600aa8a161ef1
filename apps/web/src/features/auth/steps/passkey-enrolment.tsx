import { useState, type FormEvent } from 'react';
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { IconFingerprint, IconShieldLock } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../../components/form-alert';
import { Notice } from '../../../components/notice';
import { AuthLayout } from '../auth-layout';
import { enrolPasskey } from '../passkeys/ceremonies';
import { PASSKEY_NAME_MAX, usePasskeyName } from '../passkeys/passkey-name';
import { usePasskeyText } from '../passkeys/use-passkey-text';
import { passkeysSupported } from '../passkeys/web-authn';
import { isExpiredChallenge } from './challenge';
import type { StepProps } from './sign-in-steps';

/** For members whose role needs a passkey and who have none yet, or none any more. */
export function PasskeyEnrolment({ step, onAnswer, onBack, onExpired }: StepProps) {
  const { t } = useTranslation(['auth', 'common']);
  const passkeyText = usePasskeyText();
  const usualName = usePasskeyName();
  const [name, setName] = useState(usualName);
  const enrol = useMutation({
    mutationFn: () => enrolPasskey(step.challenge, name.trim() || usualName),
    onSuccess: onAnswer,
    onError: (error) => (isExpiredChallenge(error) ? onExpired() : undefined),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!enrol.isPending) enrol.mutate();
  };

  return (
    <AuthLayout title={t('passkeyEnrolment.title')} lead={t('passkeyEnrolment.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {passkeysSupported() ? null : (
            <Notice tone="warn" icon={IconShieldLock} urgent>
              <p>{t('passkey.failures.unsupported')}</p>
            </Notice>
          )}
          <FormAlert>{enrol.error ? passkeyText(enrol.error) : null}</FormAlert>
          <TextInput
            label={t('passkey.name')}
            description={t('passkey.nameHelp')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={PASSKEY_NAME_MAX}
            autoComplete="off"
            size="md"
            dir="auto"
          />
          <Button
            type="submit"
            size="md"
            fullWidth
            autoFocus
            leftSection={<IconFingerprint size={20} aria-hidden />}
            loading={enrol.isPending}
          >
            {t('passkeyEnrolment.submit')}
          </Button>
          <Anchor component="button" type="button" size="sm" py={4} onClick={onBack}>
            {t('totp.back')}
          </Anchor>
        </Stack>
      </form>
    </AuthLayout>
  );
}
