import { useState, type FormEvent } from 'react';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Team } from '../../api/types';
import { notifyDone } from '../../components/notify';
import { useProblemText } from '../../components/problem-text';

export function TeamDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [empty, setEmpty] = useState(false);
  const add = useMutation({
    mutationFn: () => api.post<Team>('/teams', { name: name.trim() }),
    onSuccess: async (team) => {
      notifyDone(t('teams.added', { name: team.name }));
      await queryClient.invalidateQueries({ queryKey: [keys.teams] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(!name.trim());
    if (name.trim()) add.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('teams.add')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <TextInput
            label={t('teams.addName')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={empty ? t('common:required') : add.error ? problemText(add.error) : null}
            dir="auto"
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('teams.addAction')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
