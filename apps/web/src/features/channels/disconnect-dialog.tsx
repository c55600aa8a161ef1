import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Channel } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';

export function DisconnectDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { t } = useTranslation('channels');
  const disconnect = useMutation({
    mutationFn: () => api.delete(`/channels/${channel.id}`, { ifMatch: channel.version }),
    onSuccess: () => {
      notifyDone(t('disconnectDialog.done', { name: channel.displayName }));
      onClose();
    },
    onError: (error) => notifyError(error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [keys.channels] }),
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('disconnectDialog.title', { name: channel.displayName })}
      action={t('disconnectDialog.action')}
      dangerous
      busy={disconnect.isPending}
      onConfirm={() => disconnect.mutate()}
    >
      {t('disconnectDialog.text')}
    </ConfirmDialog>
  );
}
