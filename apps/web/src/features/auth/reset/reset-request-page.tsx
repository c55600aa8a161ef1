import { useState, type FormEvent } from 'react';
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../../api/client';
import { FormAlert } from '../../../components/form-alert';
import { Notice } from '../../../components/notice';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';

/** Asks for a link to set a new password. Whether the address is known is not said. */
export function ResetRequestPage() {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const [email, setEmail] = useState('');
  const [invalid, setInvalid] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: (address: string) => api.post('/auth/password-resets', { email: address }, { anonymous: true }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    if (!/^\S+@\S+$/.test(address)) setInvalid(t(address ? 'reset.noAddress' : 'common:required'));
    else if (!ask.isPending) ask.mutate(address);
  };

  return (
    <AuthLayout title={t('reset.title')} lead={ask.isSuccess ? null : t('reset.lead')}>
      {ask.isSuccess ? (
        <Stack gap="md" mt="md">
          <div role="status">
            <Notice tone="info" icon={IconMailForward} title={t('reset.sentTitle')}>
              <p>{t('reset.sentText', { email: ask.variables })}</p>
            </Notice>
          </div>
          <Button component={Link} to="/sign-in" variant="default" size="md" fullWidth>
            {t('reset.toSignIn')}
          </Button>
        </Stack>
      ) : (
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <FormAlert>{ask.error ? problemText(ask.error) : null}</FormAlert>
            <TextInput
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              autoFocus
              dir="ltr"
              size="md"
              value={email}
              error={invalid}
              onChange={(event) => {
                setEmail(event.currentTarget.value);
                setInvalid(null);
              }}
            />
            <Button type="submit" size="md" fullWidth loading={ask.isPending}>
              {t('reset.submit')}
            </Button>
            <Anchor component={Link} to="/sign-in" size="sm" ta="center" py={4}>
              {t('reset.toSignIn')}
            </Anchor>
          </Stack>
        </form>
      )}
    </AuthLayout>
  );
}
