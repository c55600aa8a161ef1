import { useState, type FormEvent } from 'react';
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { SsoProvider } from '../../../api/types';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import classes from '../auth.module.css';
import { keepNext } from './kept-next';

interface SsoFormProps {
  email: string;
  fixedEmail: boolean;
  next: string;
  onBack: () => void;
}

/** Finds the organization's own sign-in by the address, and goes there. */
export function SsoForm({ email: known, fixedEmail, next, onBack }: SsoFormProps) {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const [email, setEmail] = useState(known);
  const [invalid, setInvalid] = useState<string | null>(null);
  const go = useMutation({
    mutationFn: async (provider: SsoProvider) => {
      const path = `/auth/sso/${encodeURIComponent(provider.id)}` as const;
      const { redirectUrl } = await api.post<{ redirectUrl: string }>(path, {}, { anonymous: true });
      keepNext(next);
      window.location.assign(redirectUrl);
      // Nothing on this page counts any more: the button keeps turning until the browser has left.
      return new Promise<void>(() => undefined);
    },
  });
  const find = useMutation({
    mutationFn: (address: string) =>
      api.post<{ providers: SsoProvider[] }>('/auth/sso', { email: address }, { anonymous: true }),
    onSuccess: ({ providers }) => {
      const [only] = providers;
      if (!only) setInvalid(t('sso.none'));
      else if (providers.length === 1) go.mutate(only);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    if (!address) setInvalid(t('common:required'));
    else if (!find.isPending && !go.isPending) find.mutate(address);
  };
  const choices = (find.data?.providers.length ?? 0) > 1 ? (find.data?.providers ?? []) : [];
  const error = find.error ?? go.error;

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <p className={classes.help}>{t('sso.help')}</p>
        <FormAlert>{error ? problemText(error) : null}</FormAlert>
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          autoFocus
          readOnly={fixedEmail}
          dir="ltr"
          size="md"
          value={email}
          error={invalid}
          onChange={(event) => {
            setEmail(event.currentTarget.value);
            setInvalid(null);
            find.reset();
          }}
        />
        {choices.length > 0 ? (
          <Stack gap="xs" role="group" aria-label={t('sso.choose')}>
            <p className={classes.help}>{t('sso.choose')}</p>
            {choices.map((provider) => (
              <Button
                key={provider.id}
                variant="default"
                size="md"
                fullWidth
                justify="space-between"
                rightSection={<IconArrowRight size={18} className="dv-flip" aria-hidden />}
                loading={go.isPending && go.variables.id === provider.id}
                onClick={() => go.mutate(provider)}
              >
                <bdi>{provider.name}</bdi>
              </Button>
            ))}
          </Stack>
        ) : (
          <Button type="submit" size="md" fullWidth loading={find.isPending || go.isPending}>
            {t('signIn.submit')}
          </Button>
        )}
        <Anchor component="button" type="button" size="sm" py={4} onClick={onBack}>
          {t('sso.back')}
        </Anchor>
      </Stack>
    </form>
  );
}
