import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { useFormat } from '../../i18n/format';
import { useEndKey } from './key-queries';

export function EndKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('keys');
  const format = useFormat();
  const end = useEndKey();
  const { lastUsedAt } = apiKey;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('end.title', { name: apiKey.name })}
      action={t('end.action')}
      dangerous
      busy={end.isPending}
      onConfirm={() =>
        end.mutate(apiKey, {
          onSuccess: () => {
            notifyDone(t('end.done', { name: apiKey.name }));
            onClose();
          },
          onError: (error) => notifyError(error),
        })
      }
    >
      {t('end.text')} {lastUsedAt ? t('end.used', { when: format.relative(lastUsedAt) }) : t('end.unused')}
    </ConfirmDialog>
  );
}
