import { useState } from 'react';
import { ActionIcon, Button, Group } from '@mantine/core';
import { IconFingerprint, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { isProblem } from '../../../api/problem';
import { keys, queryClient } from '../../../api/queries';
import { STEP_UP_CANCELLED } from '../../../api/step-up';
import type { OwnSecurity, Passkey } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { Notice } from '../../../components/notice';
import { notifyDone, notifyError } from '../../../components/notify';
import { Section } from '../../../components/page';
import { Pill } from '../../../components/pill';
import { QueryView } from '../../../components/query-view';
import { Time } from '../../../components/time';
import classes from '../auth.module.css';
import { passkeysSupported } from '../passkeys/web-authn';
import { AddPasskeyDialog } from './add-passkey-dialog';
import { RenamePasskeyDialog } from './rename-passkey-dialog';

function refreshPasskeys(): Promise<unknown> {
  return Promise.all(
    [keys.passkeys, keys.ownSecurity].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  );
}

interface PasskeyRowProps {
  passkey: Passkey;
  onRename: () => void;
  onRemove: () => void;
}

function PasskeyRow({ passkey, onRename, onRemove }: PasskeyRowProps) {
  const { t } = useTranslation('own-security');
  return (
    <li className={classes.session}>
      <IconFingerprint size={22} stroke={1.5} aria-hidden />
      <div className={classes.sessionText}>
        <div className={classes.sessionTitle}>
          <bdi>{passkey.name}</bdi>
          {passkey.backedUp ? <Pill>{t('passkeys.synced')}</Pill> : null}
        </div>
        <p className={classes.help}>
          {t('passkeys.added')} <Time at={passkey.createdAt} as="relative" />
          {' · '}
          {passkey.lastUsedAt ? (
            <>
              {t('passkeys.used')} <Time at={passkey.lastUsedAt} as="relative" />
            </>
          ) : (
            t('passkeys.unused')
          )}
        </p>
      </div>
      <Group gap={4} wrap="nowrap">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          onClick={onRename}
          aria-label={t('passkeys.renameNamed', { name: passkey.name })}
        >
          <IconPencil size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          onClick={onRemove}
          aria-label={t('passkeys.removeNamed', { name: passkey.name })}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </li>
  );
}

/** The member's passkeys: add, name, remove. */
export function PasskeysSection({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation('own-security');
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const passkeys = useQuery({
    queryKey: [keys.passkeys],
    queryFn: ({ signal }) => api.get<{ items: Passkey[] }>('/me/passkeys', { signal }),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/me/passkeys/${id}`),
    onSuccess: () => notifyDone(t('passkeys.removed')),
    onError: (error) => (isProblem(error, STEP_UP_CANCELLED) ? undefined : notifyError(error)),
    onSettled: () => {
      setRemoving(null);
      return refreshPasskeys();
    },
  });
  const supported = passkeysSupported();

  return (
    <Section
      title={t('passkeys.title')}
      description={t('passkeys.text')}
      actions={
        supported ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('passkeys.add')}
          </Button>
        ) : null
      }
    >
      {security.phishingResistantRequired && security.passkeys === 1 ? (
        <Notice tone="info" icon={IconFingerprint}>
          <p>{t('passkeys.second')}</p>
        </Notice>
      ) : null}
      <QueryView
        query={passkeys}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className={classes.help}>{t(supported ? 'passkeys.none' : 'passkeys.unsupported')}</p>}
      >
        {({ items }) => (
          <ul className={classes.sessions} aria-label={t('passkeys.title')}>
            {items.map((passkey) => (
              <PasskeyRow
                key={passkey.id}
                passkey={passkey}
                onRename={() => setRenaming(passkey)}
                onRemove={() => setRemoving(passkey)}
              />
            ))}
          </ul>
        )}
      </QueryView>
      {adding ? <AddPasskeyDialog onClose={() => setAdding(false)} onAdded={refreshPasskeys} /> : null}
      {renaming ? (
        <RenamePasskeyDialog passkey={renaming} onClose={() => setRenaming(null)} onRenamed={refreshPasskeys} />
      ) : null}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('passkeys.removeTitle')}
        action={t('passkeys.removeAction')}
        busy={remove.isPending}
        dangerous
        onConfirm={() => removing && remove.mutate(removing.id)}
      >
        {removing ? t('passkeys.removeText', { name: removing.name }) : null}
      </ConfirmDialog>
    </Section>
  );
}
