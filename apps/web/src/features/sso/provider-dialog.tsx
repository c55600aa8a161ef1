import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { IdentityProvider } from '../../api/types';
import { FieldPair } from '../../components/field-pair';
import { FormDialog } from '../../components/form-dialog';
import { notifyDone } from '../../components/notify';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import {
  atFields,
  certificatesIn,
  formOf,
  isHttpsAddress,
  requestOf,
  type ProviderForm,
  type ProviderKind,
} from './provider-form';
import { useAddProvider, useChangeProvider } from './provider-queries';
import classes from './sso.module.css';

type Form = UseFormReturnType<ProviderForm>;

function useProviderForm(kind: ProviderKind, existing: IdentityProvider | null): Form {
  const { t } = useTranslation(['sso', 'common']);
  const filled = (text: string) => (text.trim() ? null : t('common:required'));
  const address = (text: string) => (isHttpsAddress(text) ? null : t('form.addressWrong'));
  const secretSet = existing?.oidc?.clientSecretSet ?? false;
  return useForm<ProviderForm>({
    initialValues: formOf(existing),
    validate:
      kind === 'oidc'
        ? {
            name: filled,
            oidc: {
              issuer: address,
              clientId: filled,
              clientSecret: (secret, { oidc }) =>
                oidc.authentication === 'client_secret' && !secretSet ? filled(secret) : null,
            },
          }
        : {
            name: filled,
            saml: {
              entityId: filled,
              ssoUrl: address,
              certificates: (text) => (certificatesIn(text).length > 0 ? null : t('form.certificatesWrong')),
            },
          },
  });
}

function OidcFields({ form, secretSet }: { form: Form; secretSet: boolean }) {
  const { t } = useTranslation('sso');
  const withSecret = form.values.oidc.authentication === 'client_secret';
  return (
    <>
      <TextInput
        label={t('form.issuer')}
        description={t('form.issuerHelp')}
        placeholder="https://login.example.gov"
        inputMode="url"
        dir="ltr"
        withAsterisk
        {...form.getInputProps('oidc.issuer')}
      />
      <TextInput
        label={t('form.clientId')}
        description={t('form.clientIdHelp')}
        dir="ltr"
        withAsterisk
        {...form.getInputProps('oidc.clientId')}
      />
      <NativeSelect
        label={t('form.authentication')}
        description={t(withSecret ? 'form.secretHelp' : 'form.keyHelp')}
        data={[
          { value: 'private_key_jwt', label: t('form.byKey') },
          { value: 'client_secret', label: t('form.bySecret') },
        ]}
        {...form.getInputProps('oidc.authentication')}
      />
      {withSecret ? (
        <PasswordField
          label={t('form.secret')}
          description={t(secretSet ? 'form.secretKeep' : 'form.secretSealed')}
          autoComplete="off"
          dir="ltr"
          {...form.getInputProps('oidc.clientSecret')}
        />
      ) : null}
      <FieldPair>
        <TextInput
          label={t('form.acr')}
          description={t('form.acrHelp')}
          dir="ltr"
          {...form.getInputProps('oidc.requiredAcr')}
        />
        <TextInput
          label={t('form.scopes')}
          description={t('form.scopesHelp')}
          dir="ltr"
          {...form.getInputProps('oidc.scopes')}
        />
      </FieldPair>
    </>
  );
}

function SamlFields({ form }: { form: Form }) {
  const { t } = useTranslation('sso');
  return (
    <>
      <TextInput
        label={t('form.entityId')}
        description={t('form.entityIdHelp')}
        dir="ltr"
        withAsterisk
        {...form.getInputProps('saml.entityId')}
      />
      <TextInput
        label={t('form.ssoUrl')}
        description={t('form.ssoUrlHelp')}
        placeholder="https://login.example.gov/saml2"
        inputMode="url"
        dir="ltr"
        withAsterisk
        {...form.getInputProps('saml.ssoUrl')}
      />
      <Textarea
        label={t('form.certificates')}
        description={t('form.certificatesHelp')}
        placeholder="-----BEGIN CERTIFICATE-----"
        autosize
        minRows={3}
        maxRows={8}
        dir="ltr"
        withAsterisk
        classNames={{ input: classes.mono ?? '' }}
        {...form.getInputProps('saml.certificates')}
      />
      <FieldPair>
        <Textarea
          label={t('form.contexts')}
          description={t('form.contextsHelp')}
          autosize
          minRows={1}
          dir="ltr"
          {...form.getInputProps('saml.requiredAuthnContexts')}
        />
        <TextInput
          label={t('form.emailAttribute')}
          description={t('form.emailAttributeHelp')}
          dir="ltr"
          {...form.getInputProps('saml.emailAttribute')}
        />
      </FieldPair>
    </>
  );
}

interface FieldsProps {
  kind: ProviderKind;
  existing: IdentityProvider | null;
  title: string;
  action: string;
  onClose: () => void;
  save: {
    isPending: boolean;
    error: unknown;
    mutate: (
      values: ReturnType<typeof requestOf>,
      options: { onSuccess: (saved: IdentityProvider) => void; onError: (error: unknown) => void },
    ) => void;
  };
  onSaved: (saved: IdentityProvider) => void;
}

function ProviderFormDialog({ kind, existing, title, action, onClose, save, onSaved }: FieldsProps) {
  const { t } = useTranslation('sso');
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const form = useProviderForm(kind, existing);
  const submit = form.onSubmit((values) =>
    save.mutate(requestOf(kind, values), {
      onSuccess: onSaved,
      onError: (error) => form.setErrors(atFields(fieldErrors(error))),
    }),
  );
  return (
    <FormDialog
      title={title}
      action={action}
      size="lg"
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
      problem={save.error && Object.keys(form.errors).length === 0 ? problemText(save.error) : null}
    >
      <TextInput
        label={t('form.name')}
        description={t('form.nameHelp')}
        dir="auto"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      {kind === 'oidc' ? (
        <OidcFields form={form} secretSet={existing?.oidc?.clientSecretSet ?? false} />
      ) : (
        <SamlFields form={form} />
      )}
    </FormDialog>
  );
}

/** Begins a provider: turned off, until its addresses are entered there and its domains are verified. */
export function AddProviderDialog({
  kind,
  onAdded,
  onClose,
}: {
  kind: ProviderKind;
  onAdded: (provider: IdentityProvider) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('sso');
  const add = useAddProvider();
  const save = {
    isPending: add.isPending,
    error: add.error,
    mutate: (
      change: ReturnType<typeof requestOf>,
      options: { onSuccess: (saved: IdentityProvider) => void; onError: (error: unknown) => void },
    ) => add.mutate({ ...change, kind, enabled: false }, options),
  };
  return (
    <ProviderFormDialog
      kind={kind}
      existing={null}
      title={t(`add.${kind}`)}
      action={t('add.action')}
      onClose={onClose}
      save={save}
      onSaved={onAdded}
    />
  );
}

export function ChangeProviderDialog({ provider, onClose }: { provider: IdentityProvider; onClose: () => void }) {
  const { t } = useTranslation(['sso', 'common']);
  const change = useChangeProvider(provider);
  return (
    <ProviderFormDialog
      kind={provider.kind}
      existing={provider}
      title={t('connection.change')}
      action={t('common:actions.save')}
      onClose={onClose}
      save={change}
      onSaved={() => {
        notifyDone(t('saved'));
        onClose();
      }}
    />
  );
}
