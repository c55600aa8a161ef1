import type { ReactNode } from 'react';
import { Button, Stack, TextInput } from '@mantine/core';
import { IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { keys, queryClient, useChannels, useTeams } from '../../api/queries';
import type { Organization, SecurityPolicy, Team } from '../../api/types';
import { FormAlert } from '../../components/form-alert';
import { OrganizationFields, useOrganizationForm } from '../../components/organization/organization-fields';
import { useChangeOrganization, useOrganization } from '../../components/organization/organization-queries';
import {
  IdleMinutes,
  NoticeText,
  PasskeyRoles,
  policyChanges,
  usePolicyForm,
} from '../../components/organization/policy-fields';
import { useChangePolicy, useSecurityPolicy } from '../../components/organization/policy-queries';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import classes from './setup.module.css';

interface StepProps {
  onDone: () => void;
}

function StepButtons({ busy, label, children }: { busy: boolean; label: string; children?: ReactNode }) {
  return (
    <div className={classes.buttons}>
      <Button type="submit" loading={busy}>
        {label}
      </Button>
      {children}
    </div>
  );
}

function OrganizationForm({ organization, onDone }: StepProps & { organization: Organization }) {
  const { t } = useTranslation('setup');
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const form = useOrganizationForm(organization);
  const change = useChangeOrganization(organization);
  const submit = form.onSubmit(
    ({ name, timeZone }) =>
      // The form begins anew with the saved version, so going on must not depend on it being there still.
      void change
        .mutateAsync({ name: name.trim(), timeZone })
        .then(onDone, (error: unknown) => form.setErrors(fieldErrors(error))),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <FormAlert>
          {change.error && Object.keys(form.errors).length === 0 ? problemText(change.error) : null}
        </FormAlert>
        <OrganizationFields form={form} />
        <StepButtons busy={change.isPending} label={t('next')} />
      </Stack>
    </form>
  );
}

export function OrganizationStep({ onDone }: StepProps) {
  const organization = useOrganization();
  return (
    <QueryView query={organization}>
      {(data) => <OrganizationForm key={data.version} organization={data} onDone={onDone} />}
    </QueryView>
  );
}

/** Administrators hold everything, so they are the ones to protect first. */
const FIRST_PASSKEY_ROLES = ['administrator'];

function PolicyForm({ policy, onDone }: StepProps & { policy: SecurityPolicy }) {
  const { t } = useTranslation('setup');
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const untouched = policy.version === 1 && policy.phishingResistantRoles.length === 0;
  const form = usePolicyForm(untouched ? { ...policy, phishingResistantRoles: FIRST_PASSKEY_ROLES } : policy);
  const change = useChangePolicy(policy);
  const submit = form.onSubmit((values) => {
    const changes = policyChanges(policy, values);
    if (Object.keys(changes).length === 0) return onDone();
    void change.mutateAsync(changes).then(onDone, (error: unknown) => form.setErrors(fieldErrors(error)));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <FormAlert>
          {change.error && Object.keys(form.errors).length === 0 ? problemText(change.error) : null}
        </FormAlert>
        <PasskeyRoles form={form} />
        <IdleMinutes form={form} />
        <NoticeText form={form} />
        <StepButtons busy={change.isPending} label={t('next')} />
      </Stack>
    </form>
  );
}

export function PolicyStep({ onDone }: StepProps) {
  const policy = useSecurityPolicy();
  return (
    <QueryView query={policy}>{(data) => <PolicyForm key={data.version} policy={data} onDone={onDone} />}</QueryView>
  );
}

/** What is there already, in one line. */
function Present({ names, children }: { names: string[]; children: ReactNode }) {
  const format = useFormat();
  return (
    <p className={classes.present}>
      <IconCircleCheck size={18} aria-hidden />
      <span>
        {children} <bdi>{format.list(names)}</bdi>
      </span>
    </p>
  );
}

export function TeamStep({ onDone }: StepProps) {
  const { t } = useTranslation(['setup', 'common']);
  const problemText = useProblemText();
  const teams = useTeams().data?.items ?? [];
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name.trim() || teams.length > 0 ? null : t('common:required')) },
  });
  const add = useMutation({
    mutationFn: (name: string) => api.post<Team>('/teams', { name }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: [keys.teams] });
      onDone();
    },
  });
  const submit = form.onSubmit(({ name }) => (name.trim() ? add.mutate(name.trim()) : onDone()));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {teams.length > 0 ? <Present names={teams.map(({ name }) => name)}>{t('team.present')}</Present> : null}
        <TextInput
          label={t(teams.length > 0 ? 'team.another' : 'team.name')}
          description={t('team.nameHelp')}
          dir="auto"
          {...form.getInputProps('name')}
          error={form.errors.name ?? (add.error ? problemText(add.error) : null)}
        />
        <StepButtons busy={add.isPending} label={t('next')}>
          <Button component={Link} to="/settings/members" variant="subtle">
            {t('team.invite')}
          </Button>
        </StepButtons>
      </Stack>
    </form>
  );
}

export function ChannelStep() {
  const { t } = useTranslation('setup');
  const channels = (useChannels().data?.items ?? []).filter(({ state }) => state === 'active');
  return (
    <Stack gap="lg">
      {channels.length > 0 ? (
        <Present names={channels.map(({ handle }) => handle)}>{t('channel.present')}</Present>
      ) : (
        <p className={classes.note}>{t('channel.text')}</p>
      )}
      <div className={classes.buttons}>
        <Button
          component={Link}
          to="/settings/channels"
          variant={channels.length > 0 ? 'default' : 'filled'}
          leftSection={<IconPlugConnected size={16} aria-hidden />}
        >
          {t(channels.length > 0 ? 'channel.another' : 'channel.connect')}
        </Button>
      </div>
      <p className={classes.note}>{t('channel.back')}</p>
    </Stack>
  );
}
