import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader } from '../../components/page';

export function PublishingPage() {
  const { t } = useTranslation(['publishing', 'common']);
  return (
    <Page>
      <PageHeader title={t('title')} />
      <EmptyState title={t('common:comingTitle')} />
    </Page>
  );
}
