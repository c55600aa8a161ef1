import type { ReactNode } from 'react';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermissionOnceKnown } from '../api/queries';
import type { Permission } from '../api/types';
import { EmptyState } from './empty-state';
import { ListSkeleton } from './list-skeleton';

/** What a page holds, for whoever may see it; whoever may not is told so and asks the API for nothing. */
export function Permitted({ permission, children }: { permission: Permission; children: ReactNode }) {
  const { t } = useTranslation();
  const allowed = usePermissionOnceKnown(permission);
  if (allowed === null) return <ListSkeleton rows={4} />;
  return allowed ? (
    <>{children}</>
  ) : (
    <EmptyState icon={IconLock} title={t('notPermitted.title')}>
      {t('notPermitted.text')}
    </EmptyState>
  );
}
