import { Checkbox, MultiSelect, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoles, useTeams } from '../api/queries';
import { useRoleName } from './role-name';

interface AccessFieldsProps {
  roles: string[];
  teamIds: string[];
  onRoles: (roles: string[]) => void;
  onTeams: (teamIds: string[]) => void;
  rolesError?: string | null;
  disabled?: boolean;
  /** Why the roles cannot be changed, when they cannot. */
  rolesLocked?: string | null;
}

/** What a member may do, and with whom: the same for an invitation and for a change. */
export function AccessFields(props: AccessFieldsProps) {
  const { t, i18n } = useTranslation(['accounts', 'common']);
  const roleName = useRoleName();
  const roles = useRoles().data?.items ?? [];
  const teams = useTeams().data?.items ?? [];
  return (
    <>
      <Checkbox.Group
        label={t('inviteDialog.roles')}
        description={props.rolesLocked ?? t('inviteDialog.rolesHelp')}
        value={props.roles}
        onChange={props.onRoles}
        error={props.rolesError ?? null}
      >
        <Stack gap="xs" mt="xs">
          {roles.map((role) => (
            <Checkbox
              key={role.id}
              value={role.id}
              label={roleName(role.id, role.name)}
              description={i18n.exists(`accounts:roleHelp.${role.id}`) ? t(`roleHelp.${role.id}`) : role.description}
              disabled={props.disabled || Boolean(props.rolesLocked)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <MultiSelect
        label={t('inviteDialog.teams')}
        placeholder={props.teamIds.length === 0 ? t('inviteDialog.teamsPlaceholder') : ''}
        data={teams.map((team) => ({ value: team.id, label: team.name }))}
        value={props.teamIds}
        onChange={props.onTeams}
        disabled={props.disabled ?? false}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
      />
    </>
  );
}
