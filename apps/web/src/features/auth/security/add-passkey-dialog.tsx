import { useState, type FormEvent } from 'react';
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../../components/form-alert';
import { notifyDone } from '../../../components/notify';
import classes from '../auth.module.css';
import { addPasskey } from '../passkeys/ceremonies';
import { PASSKEY_NAME_MAX, usePasskeyName } from '../passkeys/passkey-name';
import { usePasskeyText } from '../passkeys/use-passkey-text';

interface AddPasskeyDialogProps {
  onClose: () => void;
  onAdded: () => Promise<unknown>;
}

/** Names a passkey and lets the browser make it. */
export function AddPasskeyDialog({ onClose, onAdded }: AddPasskeyDialogProps) {
  const { t } = useTranslation(['own-security', 'auth', 'common']);
  const passkeyText = usePasskeyText();
  const usualName = usePasskeyName();
  const [name, setName] = useState(usualName);
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim() || usualName),
    onSuccess: async () => {
      await onAdded();
      notifyDone(t('passkeys.done'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('passkeys.addTitle')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <p className={classes.help}>{t('passkeys.addText')}</p>
          <FormAlert>{add.error ? passkeyText(add.error) : null}</FormAlert>
          <TextInput
            label={t('auth:passkey.name')}
            description={t('auth:passkey.nameHelp')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={PASSKEY_NAME_MAX}
            autoComplete="off"
            dir="auto"
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" leftSection={<IconFingerprint size={18} aria-hidden />} loading={add.isPending}>
              {t('passkeys.addAction')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
