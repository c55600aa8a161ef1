import { useState } from 'react';
import { Checkbox, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AuditForwarder } from '../../api/types';
import { FormDialog } from '../../components/form-dialog';
import { Notice } from '../../components/notice';
import { notifyDone } from '../../components/notify';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import {
  fieldsOfUrl,
  isCertificate,
  isHost,
  isHttps,
  isPort,
  NEW_FORWARDER,
  PROTOCOLS,
  USUAL_PORT,
  type ForwarderForm,
  type Protocol,
} from './forwarder-form';
import { useSaveForwarder } from './forwarder-queries';
import classes from './forwarding.module.css';

function useForwarderForm(existing: AuditForwarder | null) {
  const { t } = useTranslation(['audit-settings', 'common']);
  return useForm<ForwarderForm>({
    initialValues: existing
      ? { ...NEW_FORWARDER, name: existing.name, ...fieldsOfUrl(existing.url) }
      : { ...NEW_FORWARDER },
    validate: {
      name: (name) => (name.trim() ? null : t('common:required')),
      host: (host, { protocol }) => (protocol === 'https' || isHost(host) ? null : t('form.hostWrong')),
      port: (port, { protocol }) => (protocol === 'https' || isPort(port) ? null : t('form.portWrong')),
      address: (address, { protocol }) => (protocol !== 'https' || isHttps(address) ? null : t('form.addressWrong')),
      caCertificate: (text, { protocol }) =>
        protocol !== 'tls' || isCertificate(text) ? null : t('form.certificateWrong'),
    },
  });
}

type Form = ReturnType<typeof useForwarderForm>;

/** The API knows one address; the form has it in parts. */
function shownErrors(errors: Record<string, string>, protocol: Protocol): Record<string, string> {
  const { url, ...rest } = errors;
  return url ? { ...rest, [protocol === 'https' ? 'address' : 'host']: url } : rest;
}

function Destination({ form }: { form: Form }) {
  const { t } = useTranslation('audit-settings');
  if (form.values.protocol === 'https') {
    return (
      <TextInput
        label={t('form.address')}
        description={t('form.addressHelp')}
        placeholder="https://collector.example.gov/audit"
        inputMode="url"
        dir="ltr"
        withAsterisk
        {...form.getInputProps('address')}
      />
    );
  }
  return (
    <div className={classes.destination}>
      <TextInput
        label={t('form.host')}
        placeholder="siem.example.gov"
        dir="ltr"
        withAsterisk
        {...form.getInputProps('host')}
      />
      <TextInput label={t('form.port')} inputMode="numeric" dir="ltr" withAsterisk {...form.getInputProps('port')} />
    </div>
  );
}

function Drop({ form, name }: { form: Form; name: 'dropAuthorization' | 'dropCertificate' }) {
  const { t } = useTranslation('audit-settings');
  return <Checkbox label={t(`form.${name}`)} {...form.getInputProps(name, { type: 'checkbox' })} />;
}

function Authorization({ form, stored }: { form: Form; stored: boolean }) {
  const { t } = useTranslation('audit-settings');
  return (
    <>
      <PasswordField
        label={t('form.authorization')}
        description={t(stored ? 'form.authorizationKeep' : 'form.authorizationHelp')}
        placeholder="Bearer …"
        autoComplete="off"
        dir="ltr"
        disabled={form.values.dropAuthorization}
        {...form.getInputProps('authorization')}
      />
      {stored ? <Drop form={form} name="dropAuthorization" /> : null}
    </>
  );
}

function Certificate({ form, stored }: { form: Form; stored: boolean }) {
  const { t } = useTranslation('audit-settings');
  return (
    <>
      <Textarea
        label={t('form.certificate')}
        description={t(stored ? 'form.certificateKeep' : 'form.certificateHelp')}
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={2}
        maxRows={6}
        dir="ltr"
        disabled={form.values.dropCertificate}
        {...form.getInputProps('caCertificate')}
      />
      {stored ? <Drop form={form} name="dropCertificate" /> : null}
    </>
  );
}

/** What protects it on the way, or the warning that nothing does. */
function Protection({ form, existing }: { form: Form; existing: AuditForwarder | null }) {
  const { t } = useTranslation('audit-settings');
  const { protocol } = form.values;
  if (protocol === 'https') return <Authorization form={form} stored={existing?.authorizationSet ?? false} />;
  if (protocol === 'tls') return <Certificate form={form} stored={existing?.caCertificateSet ?? false} />;
  return (
    <Notice tone="warn" icon={IconLockOpen} title={t('form.openTitle')}>
      <p>{t(protocol === 'udp' ? 'form.openUdp' : 'form.openTcp')}</p>
    </Notice>
  );
}

interface ForwarderDialogProps {
  /** Null: a new one. */
  existing: AuditForwarder | null;
  onClose: () => void;
}

export function ForwarderDialog({ existing, onClose }: ForwarderDialogProps) {
  const { t } = useTranslation(['audit-settings', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [key] = useState(() => crypto.randomUUID());
  const form = useForwarderForm(existing);
  const save = useSaveForwarder(existing, ({ name }) => {
    notifyDone(t(existing ? 'form.saved' : 'form.added', { name }));
    onClose();
  });
  const submit = form.onSubmit((values) =>
    save.mutate(
      { form: values, key },
      { onError: (error) => form.setErrors(shownErrors(fieldErrors(error), values.protocol)) },
    ),
  );
  const choose = (protocol: Protocol) => {
    const port = protocol === 'https' ? '' : USUAL_PORT[protocol];
    form.setValues({ protocol, port });
    form.clearErrors();
  };
  const unplaced = save.error && Object.keys(form.errors).length === 0;
  return (
    <FormDialog
      title={t(existing ? 'form.changeTitle' : 'form.addTitle')}
      action={t(existing ? 'form.save' : 'form.add')}
      size="lg"
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
      problem={unplaced ? problemText(save.error) : null}
    >
      <TextInput
        label={t('form.name')}
        description={t('form.nameHelp')}
        dir="auto"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <NativeSelect
        label={t('form.protocol')}
        value={form.values.protocol}
        onChange={(event) => choose(event.currentTarget.value as Protocol)}
        data={PROTOCOLS.map((protocol) => ({ value: protocol, label: t(`protocols.${protocol}`) }))}
      />
      <Destination form={form} />
      <p className={classes.help}>
        {t('form.private')} <code dir="ltr">HTTP_ALLOWED_HOSTS</code>.
      </p>
      <Protection form={form} existing={existing} />
      {existing ? null : (
        <Radio.Group label={t('form.from')} {...form.getInputProps('from')}>
          <Stack gap="xs" mt="xs">
            <Radio value="now" label={t('form.fromNow')} />
            <Radio value="beginning" label={t('form.fromBeginning')} description={t('form.fromBeginningHelp')} />
          </Stack>
        </Radio.Group>
      )}
    </FormDialog>
  );
}
