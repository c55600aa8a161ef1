import { useTranslation } from 'react-i18next';
import { useMe, usePermission } from '../../api/queries';
import { EmptyState } from '../../components/empty-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { Composer } from './composer';

export function NewPostPage() {
  const { t } = useTranslation('publishing');
  const me = useMe();
  const canWrite = usePermission('posts:write');
  if (!me.data) return <ListSkeleton />;
  if (!canWrite) return <EmptyState title={t('composer.notAllowed')} />;
  return <Composer post={null} />;
}
