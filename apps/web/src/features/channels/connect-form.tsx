import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import type { Channel, FieldSpec, Network } from '../../api/types';
import { useNetworkTexts } from '../../components/network-texts';
import { notifyDone } from '../../components/notify';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';

interface ConnectFormProps {
  network: Network;
  onConnected: () => void;
  onOther: (() => void) | null;
}

type Settings = Record<string, string>;

/** The network's page is opened only by http(s): the address comes from a server that somebody typed in. */
function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function emptySettings(fields: FieldSpec[]): Settings {
  return Object.fromEntries(fields.map((field) => [field.name, '']));
}

function filledIn(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value.trim() !== ''));
}

function useConnect(network: Network, onConnected: () => void) {
  const { t } = useTranslation('channels');
  return useMutation({
    mutationFn: async (settings: Settings): Promise<Channel | null> => {
      const body = { network: network.id, settings: filledIn(settings) };
      if (network.connect.method === 'credentials') return api.post<Channel>('/channels', body);
      const begun = await api.post<{ authorizationUrl: string }>('/channel-authorizations', body);
      if (!isWebAddress(begun.authorizationUrl)) {
        throw new ProblemError({ status: 422, code: 'channels.bad_address', detail: t('dialog.badAddress') });
      }
      window.location.assign(begun.authorizationUrl);
      return null;
    },
    onSuccess: (channel) => {
      if (!channel) return;
      notifyDone(t('dialog.connected', { name: channel.displayName }));
      void queryClient.invalidateQueries({ queryKey: [keys.channels] });
      onConnected();
    },
  });
}

export function ConnectForm({ network, onConnected, onOther }: ConnectFormProps) {
  const { t } = useTranslation(['channels', 'common']);
  const texts = useNetworkTexts();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const { fields, method } = network.connect;
  const form = useForm<Settings>({
    initialValues: emptySettings(fields),
    validate: Object.fromEntries(
      fields
        .filter((field) => field.required)
        .map((field) => [field.name, (value: string) => (value.trim() ? null : t('common:required'))]),
    ),
  });
  const connect = useConnect(network, onConnected);
  const submit = form.onSubmit((settings) =>
    connect.mutate(settings, {
      onError: (error) => {
        const named = Object.entries(fieldErrors(error)).map(([name, text]) => [name.replace(/^settings\./, ''), text]);
        form.setErrors(Object.fromEntries(named) as Settings);
      },
    }),
  );
  // Once redirected the page is about to go; the button must not come back to life before it does.
  const leaving = connect.isSuccess && method === 'oauth';

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div role="alert">
          {connect.error && Object.keys(form.errors).length === 0 ? (
            <Alert color="red" variant="light" icon={<IconAlertCircle size={18} aria-hidden />}>
              {problemText(connect.error)}
            </Alert>
          ) : null}
        </div>
        {fields.map((field) => {
          const { label, help } = texts.field(network.id, field);
          const shared = {
            label,
            description: help,
            placeholder: field.placeholder ?? '',
            withAsterisk: field.required,
            dir: 'ltr' as const,
            autoComplete: 'off',
            ...form.getInputProps(field.name),
          };
          return field.kind === 'password' ? (
            <PasswordField key={field.name} {...shared} />
          ) : (
            <TextInput key={field.name} {...shared} inputMode={field.kind === 'url' ? 'url' : 'text'} />
          );
        })}
        {method === 'oauth' ? <p style={{ margin: 0 }}>{t('dialog.oauthNote')}</p> : null}
        <Group justify="space-between">
          {onOther ? (
            <Button variant="subtle" onClick={onOther}>
              {t('dialog.other')}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={connect.isPending || leaving}>
            {method === 'oauth' ? t('dialog.continue', { network: network.name }) : t('dialog.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
