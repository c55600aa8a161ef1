import { useState } from 'react';
import { Button, Group, Modal, MultiSelect, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, useTeams } from '../../api/queries';
import type { Channel } from '../../api/types';
import { notifyDone, notifyError } from '../../components/notify';

export function ShareDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation(['channels', 'common']);
  const teams = useTeams().data?.items ?? [];
  const [teamIds, setTeamIds] = useState(channel.teamIds);
  const save = useMutation({
    mutationFn: () => api.patch<Channel>(`/channels/${channel.id}`, { teamIds }, { ifMatch: channel.version }),
    onSuccess: () => {
      notifyDone(t('teamsDialog.saved'));
      onClose();
    },
    onError: (error) => notifyError(error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [keys.channels] }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('teamsDialog.title', { name: channel.displayName })}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap="lg">
        <MultiSelect
          label={t('teamsDialog.label')}
          description={t('teamsDialog.help')}
          placeholder={teamIds.length === 0 ? t('teamsDialog.placeholder') : ''}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={teamIds}
          onChange={setTeamIds}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('common:actions.clear') }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:actions.cancel')}
          </Button>
          <Button onClick={() => save.mutate()} loading={save.isPending}>
            {t('common:actions.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
