import { useState, type FormEvent } from 'react';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { Passkey } from '../../../api/types';
import { FormAlert } from '../../../components/form-alert';
import { useProblemText } from '../../../components/problem-text';
import { PASSKEY_NAME_MAX } from '../passkeys/passkey-name';

interface RenamePasskeyDialogProps {
  passkey: Passkey;
  onClose: () => void;
  onRenamed: () => Promise<unknown>;
}

export function RenamePasskeyDialog({ passkey, onClose, onRenamed }: RenamePasskeyDialogProps) {
  const { t } = useTranslation(['own-security', 'auth', 'common']);
  const problemText = useProblemText();
  const [name, setName] = useState(passkey.name);
  const [invalid, setInvalid] = useState<string | null>(null);
  const rename = useMutation({
    mutationFn: (text: string) => api.patch(`/me/passkeys/${passkey.id}`, { name: text }),
    onSuccess: async () => {
      await onRenamed();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) setInvalid(t('common:required'));
    else if (!rename.isPending) rename.mutate(name.trim());
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('passkeys.renameTitle')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <FormAlert>{rename.error ? problemText(rename.error) : null}</FormAlert>
          <TextInput
            label={t('auth:passkey.name')}
            value={name}
            error={invalid}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setInvalid(null);
            }}
            maxLength={PASSKEY_NAME_MAX}
            autoComplete="off"
            dir="auto"
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={rename.isPending}>
              {t('common:actions.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
