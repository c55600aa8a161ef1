import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { IconDownload, IconListSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { AuditEvent, AuditFilter } from '../../api/types';
import { DataList } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { Page, PageHeader } from '../../components/page';
import { useShortcuts } from '../../components/shortcuts';
import { useUrlFilters } from '../../components/url-filters';
import { useAuditColumns } from './audit-columns';
import { AuditFilterBar } from './audit-filter-bar';
import { useApiFilter, useAuditEvents } from './audit-queries';
import { FilterChips } from './filter-chips';
import { FILTER_NAMES, narrowingOf, NO_FILTERS } from './filters';
import { LiveSwitch, NewEventsPill, useLiveChoice } from './live-controls';
import { useLiveTail } from './use-live-tail';
import classes from './audit.module.css';

const EventDrawer = lazy(async () => ({ default: (await import('./event-drawer')).EventDrawer }));
const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog')).ExportDialog }));

const ROW_HEIGHT = 45;
/** Scrolled by less than this, somebody is still at the top. */
const TOP_PX = 8;

type Events = ReturnType<typeof useAuditEvents>;

/** A late page may repeat what the live tail brought. */
function distinct(pages: { items: AuditEvent[] }[] | undefined): AuditEvent[] {
  return [...new Map((pages ?? []).flatMap(({ items }) => items).map((event) => [event.id, event])).values()];
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation('audit');
  return (
    <EmptyState
      icon={IconListSearch}
      title={t(filtered ? 'list.emptyFiltered' : 'list.empty')}
      action={
        filtered ? (
          <Button variant="default" onClick={onClear}>
            {t('list.clear')}
          </Button>
        ) : null
      }
    >
      {filtered ? t('list.emptyFilteredText') : t('list.emptyText')}
    </EmptyState>
  );
}

interface EventListProps {
  query: Events;
  items: AuditEvent[];
  filter: AuditFilter;
  opened: string;
  live: boolean;
  onOpen: (id: string) => void;
}

function EventList({ query, items, filter, opened, live, onOpen }: EventListProps) {
  const { t } = useTranslation('audit');
  const columns = useAuditColumns();
  const scroller = useRef<HTMLDivElement>(null);
  const [atTop, setAtTop] = useState(true);
  const tail = useLiveTail(filter, live, atTop);
  const toTop = () => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setAtTop(true);
    tail.show();
    scroller.current?.focus({ preventScroll: true });
  };
  const move = (by: number) => {
    const rows = [...(scroller.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[at < 0 ? 0 : at + by]?.focus();
  };
  useShortcuts([
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);
  return (
    <div className={classes.list}>
      <NewEventsPill waiting={tail.waiting} onShow={toTop} />
      <DataList
        items={items}
        columns={columns}
        label={t('title')}
        keyOf={(event) => event.id}
        rowHeight={ROW_HEIGHT}
        selectedKey={opened}
        onOpen={(event) => onOpen(event.id)}
        hasMore={query.hasNextPage && !query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
        fresh={tail.fresh}
        scrollerRef={scroller}
        onScroll={(top) => setAtTop(top < TOP_PX)}
      />
    </div>
  );
}

export function EventsPage() {
  const { t } = useTranslation('audit');
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const mayExport = usePermission('audit:export');
  const [exporting, setExporting] = useState(false);
  const [live, setLive] = useLiveChoice();
  const searchRef = useRef<HTMLInputElement>(null);
  const filter = useApiFilter(filters);
  const query = useAuditEvents(filter);
  const items = useMemo(() => distinct(query.data?.pages), [query.data]);
  const filtered = narrowingOf(filters).length > 0;
  useShortcuts([['/', () => searchRef.current?.focus()]]);
  const close = () => setFilters({ event: '' });

  return (
    <Page width="full">
      <div className={classes.page}>
        <PageHeader
          title={t('title')}
          description={t('lead')}
          actions={
            <>
              <LiveSwitch live={live} onChange={setLive} />
              {mayExport ? (
                <Button
                  variant="default"
                  leftSection={<IconDownload size={16} aria-hidden />}
                  onClick={() => setExporting(true)}
                >
                  {t('export.action')}
                </Button>
              ) : null}
            </>
          }
        />
        <AuditFilterBar filters={filters} onFilter={setFilters} searchRef={searchRef} />
        <FilterChips filters={filters} onFilter={setFilters} />
        {query.isPending ? <ListSkeleton rows={9} /> : null}
        {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.data && items.length === 0 ? (
          <Nothing filtered={filtered} onClear={() => setFilters(NO_FILTERS)} />
        ) : null}
        {query.data ? (
          <div className={items.length > 0 ? classes.listBox : classes.none}>
            <EventList
              query={query}
              items={items}
              filter={filter}
              opened={filters.event}
              live={live}
              onOpen={(event) => setFilters({ event })}
            />
          </div>
        ) : null}
      </div>
      <Suspense fallback={null}>
        {filters.event ? <EventDrawer id={filters.event} onClose={close} /> : null}
        {exporting ? (
          <ExportDialog
            filters={filters}
            filter={filter}
            known={{ count: items.length, complete: !query.hasNextPage }}
            onClose={() => setExporting(false)}
          />
        ) : null}
      </Suspense>
    </Page>
  );
}
