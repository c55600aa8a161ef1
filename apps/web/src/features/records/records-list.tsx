import { useCallback, useMemo, useState } from 'react';
import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { IconArchive, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { LiveEvent } from '../../api/live';
import { queryClient } from '../../api/queries';
import type { RecordClass } from '../../api/types';
import { useLiveEvents } from '../../app/use-live-updates';
import { DataList } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { Page, PageHeader } from '../../components/page';
import { useUrlFilters } from '../../components/url-filters';
import { useFormat } from '../../i18n/format';
import { useRecordColumns } from './record-columns';
import { FILTER_NAMES, RECORDS, useRecords, type RecordFilters } from './record-queries';
import classes from './records.module.css';

const CLASSES: readonly RecordClass[] = [
  'inbound_message',
  'outbound_reply',
  'outbound_post',
  'reaction',
  'approval_decision',
];
const RECORDING_EVENTS = ['message.created', 'message.changed', 'post.changed', 'approval.changed'];
const ROW_HEIGHT = 57;

/** Whether something happened since that is recorded. */
function useNewRecords(): [boolean, () => void] {
  const [fresh, setFresh] = useState(false);
  useLiveEvents(
    useCallback(({ type }: LiveEvent) => {
      if (RECORDING_EVENTS.includes(type)) setFresh(true);
    }, []),
  );
  const show = () => {
    setFresh(false);
    void queryClient.resetQueries({ queryKey: [RECORDS, 'list'] });
  };
  return [fresh, show];
}

interface FiltersProps {
  filters: RecordFilters;
  onFilter: (changes: Partial<RecordFilters>) => void;
  shown: number;
  loaded: number;
}

function Filters({ filters, onFilter, shown, loaded }: FiltersProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [leaf, setLeaf] = useState<string | number>(filters.before);
  return (
    <form
      className={classes.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onFilter({ before: String(leaf) });
      }}
    >
      <NativeSelect
        label={t('list.class')}
        value={filters.class}
        onChange={(event) => onFilter({ class: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.allClasses') },
          ...CLASSES.map((name) => ({ value: name, label: t(`classes.${name}`) })),
        ]}
      />
      <NumberInput
        label={t('list.upTo')}
        value={leaf}
        onChange={setLeaf}
        onBlur={() => onFilter({ before: String(leaf) })}
        min={0}
        allowDecimal={false}
        hideControls
        placeholder={t('list.newest')}
        className={classes.leafInput ?? ''}
      />
      {filters.class ? (
        <span className={classes.shown} role="status">
          {t('list.shown', { shown: format.number(shown), loaded: format.number(loaded) })}
        </span>
      ) : null}
    </form>
  );
}

function Nothing({ loaded, query }: { loaded: number; query: ReturnType<typeof useRecords> }) {
  const { t } = useTranslation('records');
  return (
    <EmptyState
      icon={IconArchive}
      title={t(loaded > 0 ? 'list.emptyFiltered' : 'list.emptyTitle')}
      action={
        query.hasNextPage ? (
          <Button variant="default" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t('list.lookFurther')}
          </Button>
        ) : null
      }
    >
      {loaded > 0 ? null : t('list.emptyText')}
    </EmptyState>
  );
}

export function RecordsList() {
  const { t } = useTranslation(['records', 'common']);
  const navigate = useNavigate();
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const query = useRecords(filters.before);
  const loaded = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const items = useMemo(
    () => (filters.class ? loaded.filter((record) => record.class === filters.class) : loaded),
    [loaded, filters.class],
  );
  const columns = useRecordColumns();
  const [fresh, showFresh] = useNewRecords();
  const more = () => void query.fetchNextPage();
  return (
    <Page width="full">
      <div className={classes.page}>
        <PageHeader
          title={t('title')}
          description={t('lead')}
          actions={
            fresh && !filters.before ? (
              <Button variant="light" leftSection={<IconRefresh size={16} aria-hidden />} onClick={showFresh}>
                {t('list.showNew')}
              </Button>
            ) : null
          }
        />
        <Filters filters={filters} onFilter={setFilters} shown={items.length} loaded={loaded.length} />
        {query.isPending ? <ListSkeleton rows={9} /> : null}
        {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.data && items.length === 0 ? <Nothing loaded={loaded.length} query={query} /> : null}
        {items.length > 0 ? (
          <DataList
            items={items}
            columns={columns}
            label={t('title')}
            keyOf={(record) => record.id}
            rowHeight={ROW_HEIGHT}
            onOpen={(record) => void navigate(`/records/${record.id}`)}
            hasMore={query.hasNextPage && !query.isFetchingNextPage}
            onMore={more}
          />
        ) : null}
      </div>
    </Page>
  );
}
