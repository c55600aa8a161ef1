import { useState, type FormEvent } from 'react';
import { ActionIcon, NativeSelect, Radio, Stack } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, useTeams } from '../../api/queries';
import type { Channel, Team, TeamAccess, TeamLevel } from '../../api/types';
import { FormDialog } from '../../components/form-dialog';
import { notifyDone } from '../../components/notify';
import { useProblemText } from '../../components/problem-text';
import classes from './channels.module.css';

const LEVELS: TeamLevel[] = ['read', 'respond', 'publish', 'full'];

/** What each team may do there; a team without a level of its own has all that its members' roles allow. */
function teamAccessOf(channel: Channel): TeamAccess[] {
  return channel.teamIds.map(
    (teamId) => channel.teamAccess.find((access) => access.teamId === teamId) ?? { teamId, level: 'full' },
  );
}

interface TeamRowsProps {
  value: TeamAccess[];
  teams: Team[];
  onChange: (value: TeamAccess[]) => void;
}

function TeamRows({ value, teams, onChange }: TeamRowsProps) {
  const { t } = useTranslation('channels');
  const nameOf = (id: string) => teams.find((team) => team.id === id)?.name ?? id;
  const levels = LEVELS.map((level) => ({ value: level, label: t(`levels.${level}.name`) }));
  const others = teams.filter((team) => !value.some(({ teamId }) => teamId === team.id));
  return (
    <div role="group" aria-label={t('teamsDialog.label')}>
      <ul className={classes.teamRows}>
        {value.map(({ teamId, level }) => (
          <li key={teamId}>
            <span className={classes.teamName}>
              <bdi>{nameOf(teamId)}</bdi>
              <span className={classes.levelHelp}>{t(`levels.${level}.help`)}</span>
            </span>
            <NativeSelect
              aria-label={t('teamsDialog.levelOf', { name: nameOf(teamId) })}
              data={levels}
              value={level}
              onChange={(event) => {
                const chosen = event.currentTarget.value as TeamLevel;
                onChange(value.map((access) => (access.teamId === teamId ? { teamId, level: chosen } : access)));
              }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              aria-label={t('teamsDialog.remove', { name: nameOf(teamId) })}
              onClick={() => onChange(value.filter((access) => access.teamId !== teamId))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {others.length > 0 ? (
        <NativeSelect
          aria-label={t('teamsDialog.add')}
          value=""
          data={[
            { value: '', label: t('teamsDialog.add') },
            ...others.map((team) => ({ value: team.id, label: team.name })),
          ]}
          onChange={(event) => onChange([...value, { teamId: event.currentTarget.value, level: 'full' }])}
        />
      ) : null}
    </div>
  );
}

/** Who sees a channel, and what each team may do there. A role's permissions are the most that it can come to. */
export function ShareDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation(['channels', 'common']);
  const problemText = useProblemText();
  const teams = useTeams().data?.items ?? [];
  const [shared, setShared] = useState(channel.teamIds.length > 0);
  const [access, setAccess] = useState(() => teamAccessOf(channel));
  const [none, setNone] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      api.patch<Channel>(`/channels/${channel.id}`, { teamAccess: shared ? access : [] }, { ifMatch: channel.version }),
    onSuccess: () => {
      notifyDone(t('teamsDialog.saved'));
      onClose();
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: [keys.channels] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = shared && access.length === 0;
    setNone(empty);
    if (!empty) save.mutate();
  };
  return (
    <FormDialog
      title={t('teamsDialog.title', { name: channel.displayName })}
      action={t('common:actions.save')}
      size="lg"
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
      problem={none ? t('teamsDialog.noTeam') : save.error ? problemText(save.error) : null}
    >
      <Radio.Group
        label={t('teamsDialog.who')}
        value={shared ? 'teams' : 'all'}
        onChange={(value) => setShared(value === 'teams')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="all" label={t('teamsDialog.all')} description={t('teamsDialog.allHelp')} />
          <Radio
            value="teams"
            label={t('teamsDialog.some')}
            description={t(teams.length > 0 ? 'teamsDialog.someHelp' : 'teamsDialog.noTeamsYet')}
            disabled={teams.length === 0}
          />
        </Stack>
      </Radio.Group>
      {shared ? <TeamRows value={access} teams={teams} onChange={setAccess} /> : null}
    </FormDialog>
  );
}
