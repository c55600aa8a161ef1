import { Checkbox, NativeSelect, NumberInput, Select, Stack, Switch, Textarea } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAllPages } from '../../api/all-pages';
import { keys, useRoles } from '../../api/queries';
import type { Member, SecurityPolicy } from '../../api/types';
import { Notice } from '../notice';
import { useRoleName } from '../role-name';

export type PolicyForm = Omit<SecurityPolicy, 'version' | 'signInNotice'> & { signInNotice: string };

const IDLE = [5, 10, 15, 20, 30];
const LEAST_INACTIVITY = 30;
const MOST_INACTIVITY = 90;
const LONGEST_NOTICE = 4000;
const ADMINISTRATOR = 'administrator';

export type PolicyFormHandle = UseFormReturnType<PolicyForm>;

function formOf(policy: SecurityPolicy): PolicyForm {
  const { phishingResistantRoles, idleMinutes, passwordSignIn, breakGlassMemberId } = policy;
  const { signInNotice, inactivityDays, allowSwitching } = policy;
  return {
    ...{ phishingResistantRoles, idleMinutes, passwordSignIn, breakGlassMemberId, inactivityDays, allowSwitching },
    signInNotice: signInNotice ?? '',
  };
}

export function usePolicyForm(policy: SecurityPolicy): PolicyFormHandle {
  const { t } = useTranslation('security');
  return useForm<PolicyForm>({
    initialValues: formOf(policy),
    validate: {
      inactivityDays: (days) =>
        days >= LEAST_INACTIVITY && days <= MOST_INACTIVITY
          ? null
          : t('policy.inactivityWrong', { least: LEAST_INACTIVITY, most: MOST_INACTIVITY }),
      breakGlassMemberId: (id, { passwordSignIn }) => (passwordSignIn || id ? null : t('policy.breakGlassRequired')),
    },
  });
}

/** What differs from the policy as it stands; the rest is left alone. */
export function policyChanges(policy: SecurityPolicy, form: PolicyForm): Partial<SecurityPolicy> {
  const wanted: Omit<SecurityPolicy, 'version'> = { ...form, signInNotice: form.signInNotice.trim() || null };
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  return Object.fromEntries(
    names.filter((name) => String(wanted[name]) !== String(policy[name])).map((name) => [name, wanted[name]]),
  );
}

export function PasskeyRoles({ form }: { form: PolicyFormHandle }) {
  const { t } = useTranslation('security');
  const roleName = useRoleName();
  const roles = useRoles().data?.items ?? [];
  return (
    <Checkbox.Group
      label={t('policy.passkeyRoles')}
      description={t('policy.passkeyRolesHelp')}
      {...form.getInputProps('phishingResistantRoles')}
    >
      <Stack gap="xs" mt="xs">
        {roles.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={roleName(id, name)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

export function IdleMinutes({ form }: { form: PolicyFormHandle }) {
  const { t } = useTranslation('security');
  const { idleMinutes } = form.values;
  const choices = IDLE.includes(idleMinutes) ? IDLE : [...IDLE, idleMinutes].sort((one, other) => one - other);
  return (
    <NativeSelect
      label={t('policy.idle')}
      description={t('policy.idleHelp')}
      data={choices.map((minutes) => ({ value: String(minutes), label: t('policy.minutes', { count: minutes }) }))}
      value={String(idleMinutes)}
      onChange={(event) => form.setFieldValue('idleMinutes', Number(event.currentTarget.value))}
      error={form.errors.idleMinutes}
    />
  );
}

export function NoticeText({ form }: { form: PolicyFormHandle }) {
  const { t } = useTranslation('security');
  return (
    <Textarea
      label={t('policy.notice')}
      description={t('policy.noticeHelp')}
      maxLength={LONGEST_NOTICE}
      autosize
      minRows={3}
      maxRows={10}
      dir="auto"
      {...form.getInputProps('signInNotice')}
    />
  );
}

export function InactivityDays({ form }: { form: PolicyFormHandle }) {
  const { t } = useTranslation('security');
  return (
    <NumberInput
      label={t('policy.inactivity')}
      description={t('policy.inactivityHelp')}
      min={LEAST_INACTIVITY}
      max={MOST_INACTIVITY}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      {...form.getInputProps('inactivityDays')}
    />
  );
}

/** Only SSO opens sessions then; one administrator keeps a way in for the day that the provider fails. */
export function PasswordSignIn({ form }: { form: PolicyFormHandle }) {
  const { t } = useTranslation('security');
  const members = useAllPages<Member>([keys.members], '/members').data?.items ?? [];
  const administrators = members.filter(({ roles, state }) => state === 'active' && roles.includes(ADMINISTRATOR));
  const off = !form.values.passwordSignIn;
  return (
    <Stack gap="md">
      <Switch
        checked={off}
        onChange={(event) => form.setFieldValue('passwordSignIn', !event.currentTarget.checked)}
        label={t('policy.ssoOnly')}
        description={t('policy.ssoOnlyHelp')}
        error={form.errors.passwordSignIn}
      />
      <Select
        label={t('policy.breakGlass')}
        description={t('policy.breakGlassHelp')}
        placeholder={t('policy.breakGlassNone')}
        data={administrators.map(({ id, name, email }) => ({ value: id, label: email ? `${name} · ${email}` : name }))}
        searchable
        clearable={!off}
        withAsterisk={off}
        {...form.getInputProps('breakGlassMemberId')}
      />
      {off ? (
        <Notice tone="warn" icon={IconAlertTriangle}>
          {t('policy.ssoOnlyWarning')}
        </Notice>
      ) : null}
    </Stack>
  );
}
