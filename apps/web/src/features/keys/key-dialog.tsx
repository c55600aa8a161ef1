import { MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useChannels, useMe, usePermission, useRoles } from '../../api/queries';
import type { NewApiKey, ServiceMember } from '../../api/types';
import { FieldPair } from '../../components/field-pair';
import { FormDialog } from '../../components/form-dialog';
import { PermissionPicker } from '../../components/permission-picker';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { byField, expiryIn, isNetwork, LIFETIMES, networksIn, scopesFor, type KeyForm } from './key-form';
import { useMakeKey } from './key-queries';

interface KeyDialogProps {
  serviceMembers: ServiceMember[];
  initialMember: string | null;
  onMade: (key: NewApiKey) => void;
  onClose: () => void;
}

const LONGEST_NAME = 100;

function useKeyForm(firstMember: string) {
  const { t } = useTranslation(['keys', 'common']);
  return useForm<KeyForm>({
    initialValues: { serviceMemberId: firstMember, name: '', scopes: [], channelIds: [], days: '90', networks: '' },
    validate: {
      serviceMemberId: (id) => (id ? null : t('common:required')),
      name: (name) => (name.trim() ? null : t('common:required')),
      scopes: (scopes) => (scopes.length > 0 ? null : t('dialog.scopesRequired')),
      networks: (text) => {
        const wrong = networksIn(text).find((network) => !isNetwork(network));
        return wrong ? t('dialog.networkWrong', { network: wrong }) : null;
      },
    },
  });
}

type Form = ReturnType<typeof useKeyForm>;

/** What the one who makes the key may give, of what its service member may do at all. */
function useGivable(form: Form, serviceMembers: ServiceMember[]) {
  const roles = useRoles().data;
  const held = new Set<string>(useMe().data?.permissions ?? []);
  const chosen = serviceMembers.find(({ id }) => id === form.values.serviceMemberId);
  const ofMember = new Set(
    (roles?.items ?? []).filter(({ id }) => chosen?.roles.includes(id)).flatMap(({ permissions }) => permissions),
  );
  const available = scopesFor(roles?.permissions ?? [], form.values.channelIds.length > 0).filter(({ id }) =>
    ofMember.has(id),
  );
  return { held, available };
}

function Bounds({ form }: { form: Form }) {
  const { t } = useTranslation(['keys', 'common']);
  const format = useFormat();
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  const days = Number(form.values.days);
  return (
    <>
      <MultiSelect
        label={t('dialog.channels')}
        description={t('dialog.channelsHelp')}
        placeholder={form.values.channelIds.length === 0 ? t('dialog.channelsAll') : ''}
        data={channels.map(({ id, displayName, handle }) => ({ value: id, label: `${displayName} (${handle})` }))}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        {...form.getInputProps('channelIds')}
        onChange={(channelIds) => {
          form.setFieldValue('channelIds', channelIds);
          const fit = new Set(
            scopesFor(
              form.values.scopes.map((id) => ({ id })),
              channelIds.length > 0,
            ).map(({ id }) => id),
          );
          form.setFieldValue(
            'scopes',
            form.values.scopes.filter((scope) => fit.has(scope)),
          );
        }}
      />
      <FieldPair>
        <NativeSelect
          label={t('dialog.expires')}
          description={t('dialog.expiresOn', { when: format.date(expiryIn(days)) })}
          data={LIFETIMES.map((lifetime) => ({
            value: String(lifetime),
            label: t('dialog.days', { count: lifetime }),
          }))}
          {...form.getInputProps('days')}
        />
        <Textarea
          label={t('dialog.networks')}
          description={t('dialog.networksHelp')}
          placeholder={'192.0.2.0/24\n2001:db8::/48'}
          autosize
          minRows={2}
          maxRows={6}
          dir="ltr"
          {...form.getInputProps('networks')}
        />
      </FieldPair>
    </>
  );
}

export function KeyDialog({ serviceMembers, initialMember, onMade, onClose }: KeyDialogProps) {
  const { t } = useTranslation('keys');
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const usable = serviceMembers.filter(({ state }) => state === 'active');
  const form = useKeyForm(initialMember ?? usable[0]?.id ?? '');
  const { held, available } = useGivable(form, usable);
  const make = useMakeKey();
  const submit = form.onSubmit(({ days, networks, channelIds, name, ...rest }) => {
    const allowedNetworks = networksIn(networks);
    make.mutate(
      {
        ...rest,
        name: name.trim(),
        channelIds: channelIds.length > 0 ? channelIds : null,
        allowedNetworks: allowedNetworks.length > 0 ? allowedNetworks : null,
        expiresAt: expiryIn(Number(days)),
      },
      { onSuccess: onMade, onError: (error) => form.setErrors(byField(fieldErrors(error))) },
    );
  });
  return (
    <FormDialog
      title={t('dialog.title')}
      action={t('dialog.make')}
      size="xl"
      onClose={onClose}
      onSubmit={submit}
      busy={make.isPending}
      problem={make.error && Object.keys(form.errors).length === 0 ? problemText(make.error) : null}
    >
      <FieldPair>
        <NativeSelect
          label={t('dialog.serviceMember')}
          description={t('dialog.serviceMemberHelp')}
          data={usable.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('serviceMemberId')}
          onChange={(event) => {
            form.setFieldValue('serviceMemberId', event.currentTarget.value);
            form.setFieldValue('scopes', []);
          }}
        />
        <TextInput
          label={t('dialog.name')}
          description={t('dialog.nameHelp')}
          maxLength={LONGEST_NAME}
          dir="auto"
          data-autofocus
          {...form.getInputProps('name')}
        />
      </FieldPair>
      <Bounds form={form} />
      <PermissionPicker
        label={t('dialog.scopes')}
        description={t(form.values.channelIds.length > 0 ? 'dialog.scopesOnChannels' : 'dialog.scopesHelp')}
        available={available}
        value={form.values.scopes}
        onChange={(scopes) => form.setFieldValue('scopes', scopes)}
        held={held}
        error={form.errors.scopes ? String(form.errors.scopes) : null}
      />
    </FormDialog>
  );
}
