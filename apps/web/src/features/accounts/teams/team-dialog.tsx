import { useState, type FormEvent } from 'react';
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Team } from '../../../api/types';
import { FormDialog } from '../../../components/form-dialog';
import { notifyDone } from '../../../components/notify';
import { useProblemText } from '../../../components/problem-text';
import { useSaveTeam } from './team-queries';

const LONGEST_NAME = 100;

/** Adds a team, or renames one. */
export function TeamDialog({ existing, onClose }: { existing: Team | null; onClose: () => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  const problemText = useProblemText();
  const [name, setName] = useState(existing?.name ?? '');
  const [empty, setEmpty] = useState(false);
  const save = useSaveTeam(existing);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    setEmpty(!wanted);
    if (!wanted) return;
    save.mutate(wanted, {
      onSuccess: () => {
        notifyDone(t(existing ? 'teams.renamed' : 'teams.added', { name: wanted }));
        onClose();
      },
    });
  };
  return (
    <FormDialog
      title={t(existing ? 'teams.rename' : 'teams.add')}
      action={t(existing ? 'common:actions.save' : 'teams.addAction')}
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
    >
      <TextInput
        label={t('teams.addName')}
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
        error={empty ? t('common:required') : save.error ? problemText(save.error) : null}
        dir="auto"
        data-autofocus
      />
    </FormDialog>
  );
}
