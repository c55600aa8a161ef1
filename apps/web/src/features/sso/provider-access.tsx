import { useState, type FormEvent } from 'react';
import { ActionIcon, Button, MultiSelect, NativeSelect, Stack, Switch, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../api/queries';
import type { IdentityProvider } from '../../api/types';
import { FormAlert } from '../../components/form-alert';
import { notifyDone } from '../../components/notify';
import { Section } from '../../components/page';
import { useProblemText } from '../../components/problem-text';
import { useRoleName } from '../../components/role-name';
import { useChangeProvider } from './provider-queries';
import classes from './sso.module.css';

type Mapping = IdentityProvider['roleMapping'][number];

function useRoleChoices(): { value: string; label: string }[] {
  const roleName = useRoleName();
  return (useRoles().data?.items ?? []).map(({ id, name }) => ({ value: id, label: roleName(id, name) }));
}

function MappingRows({ value, onChange }: { value: Mapping[]; onChange: (value: Mapping[]) => void }) {
  const { t } = useTranslation('sso');
  const choices = useRoleChoices();
  const put = (index: number, part: Partial<Mapping>) =>
    onChange(value.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  return (
    <div role="group" aria-label={t('access.mapping')}>
      <p className={classes.label}>{t('access.mapping')}</p>
      <p className={classes.help}>{t('access.mappingHelp')}</p>
      <ul className={classes.mapping}>
        {value.map((entry, index) => (
          <li key={index}>
            <TextInput
              aria-label={t('access.group', { number: index + 1 })}
              placeholder={t('access.groupPlaceholder')}
              dir="auto"
              value={entry.group}
              onChange={(event) => put(index, { group: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('access.roleOf', { number: index + 1 })}
              data={choices}
              value={entry.roleId}
              onChange={(event) => put(index, { roleId: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              aria-label={t('access.removeMapping', { number: index + 1 })}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <Button
        variant="subtle"
        size="xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...value, { group: '', roleId: 'read-only' }])}
      >
        {t('access.addMapping')}
      </Button>
    </div>
  );
}

/** What whoever comes from this provider may do here. */
export function ProviderAccess({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation(['sso', 'common']);
  const problemText = useProblemText();
  const choices = useRoleChoices();
  const change = useChangeProvider(provider);
  const [jit, setJit] = useState(provider.jit);
  const [vouched, setVouched] = useState(provider.phishingResistant);
  const [defaultRoles, setDefaultRoles] = useState(provider.defaultRoles);
  const [groupsClaim, setGroupsClaim] = useState(provider.groupsClaim ?? '');
  const [mapping, setMapping] = useState<Mapping[]>(provider.roleMapping);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const roleMapping = mapping
      .map(({ group, roleId }) => ({ group: group.trim(), roleId }))
      .filter(({ group }) => group !== '');
    const wanted = {
      jit,
      phishingResistant: vouched,
      defaultRoles,
      groupsClaim: groupsClaim.trim() || null,
      roleMapping,
    };
    // The form begins anew with the saved version, so the message must not depend on it being there still.
    void change.mutateAsync(wanted).then(
      () => notifyDone(t('saved')),
      () => undefined,
    );
  };
  return (
    <Section title={t('access.title')} description={t('access.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <FormAlert>{change.error ? problemText(change.error) : null}</FormAlert>
          <Switch
            checked={jit}
            onChange={(event) => setJit(event.currentTarget.checked)}
            label={t('access.jit')}
            description={t('access.jitHelp')}
          />
          <MultiSelect
            label={t('access.defaultRoles')}
            description={t('access.defaultRolesHelp')}
            placeholder={defaultRoles.length === 0 ? t('access.noRoles') : ''}
            data={choices}
            value={defaultRoles}
            onChange={setDefaultRoles}
            clearable
            clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
          />
          <TextInput
            label={t(provider.kind === 'oidc' ? 'access.groupsClaim' : 'access.groupsAttribute')}
            description={t('access.groupsHelp')}
            placeholder="groups"
            dir="ltr"
            value={groupsClaim}
            onChange={(event) => setGroupsClaim(event.currentTarget.value)}
          />
          <MappingRows value={mapping} onChange={setMapping} />
          <Switch
            checked={vouched}
            onChange={(event) => setVouched(event.currentTarget.checked)}
            label={t('access.vouched')}
            description={t('access.vouchedHelp')}
          />
          <div>
            <Button type="submit" loading={change.isPending}>
              {t('common:actions.save')}
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}
