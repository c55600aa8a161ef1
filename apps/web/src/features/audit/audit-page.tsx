import { lazy, Suspense, useMemo } from 'react';
import { Button } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { DataList } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { Page, PageHeader } from '../../components/page';
import { useUrlFilters } from '../../components/url-filters';
import { useAuditColumns } from './audit-columns';
import { AuditFilterBar } from './audit-filter-bar';
import { FILTER_NAMES, NO_FILTERS, useAuditEvents } from './audit-queries';
import { LogCard } from './log-card';
import classes from './audit.module.css';

const EventDrawer = lazy(async () => ({ default: (await import('./event-drawer')).EventDrawer }));

const ROW_HEIGHT = 49;

export function AuditPage() {
  const { t } = useTranslation(['audit', 'records']);
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const query = useAuditEvents(filters);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const columns = useAuditColumns();
  const filtered = Object.keys(NO_FILTERS).some((name) => filters[name as keyof typeof filters]);
  return (
    <Page width="full">
      <div className={classes.page}>
        <PageHeader title={t('title')} description={t('lead')} />
        <LogCard />
        <AuditFilterBar filters={filters} onFilter={setFilters} />
        {query.isPending ? <ListSkeleton rows={9} /> : null}
        {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.data && items.length === 0 ? (
          <EmptyState
            icon={IconListSearch}
            title={t(filtered ? 'list.emptyFiltered' : 'list.empty')}
            action={
              filtered ? (
                <Button variant="default" onClick={() => setFilters(NO_FILTERS)}>
                  {t('list.clear')}
                </Button>
              ) : null
            }
          />
        ) : null}
        {items.length > 0 ? (
          <DataList
            items={items}
            columns={columns}
            label={t('title')}
            keyOf={(event) => event.id}
            rowHeight={ROW_HEIGHT}
            selectedKey={filters.event}
            onOpen={(event) => setFilters({ event: event.id })}
            hasMore={query.hasNextPage && !query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        ) : null}
      </div>
      {filters.event ? (
        <Suspense fallback={null}>
          <EventDrawer id={filters.event} onClose={() => setFilters({ event: '' })} onFilter={setFilters} />
        </Suspense>
      ) : null}
    </Page>
  );
}
