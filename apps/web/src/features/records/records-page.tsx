import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader } from '../../components/page';

export function RecordsPage() {
  const { t } = useTranslation(['records', 'common']);
  return (
    <Page>
      <PageHeader title={t('title')} />
      <EmptyState title={t('common:comingTitle')} />
    </Page>
  );
}
