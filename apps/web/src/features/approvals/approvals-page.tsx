import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader } from '../../components/page';

export function ApprovalsPage() {
  const { t } = useTranslation(['approvals', 'common']);
  return (
    <Page>
      <PageHeader title={t('title')} />
      <EmptyState title={t('common:comingTitle')} />
    </Page>
  );
}
