import { useEffect, useMemo } from 'react';
import { Button, NativeSelect } from '@mantine/core';
import { IconCalendarEvent, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels, usePermission } from '../../api/queries';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { Page, PageHeader } from '../../components/page';
import { useUrlFilters } from '../../components/url-filters';
import { VirtualList } from '../../components/virtual-list';
import { usePosts } from './post-queries';
import { PostRow } from './post-row';
import { useScheduleRows, type ScheduleRow } from './schedule-rows';
import { FILTER_NAMES, statesOf, viewOf, VIEWS, type PublishFilters } from './views';
import classes from './schedule.module.css';

function NewPostButton() {
  const { t } = useTranslation('publishing');
  return (
    <Button component={Link} to="/publish/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('list.new')}
    </Button>
  );
}

function ViewTabs({ filters }: { filters: PublishFilters }) {
  const { t } = useTranslation('publishing');
  const active = viewOf(filters);
  const channel = filters.channelId ? `&channelId=${encodeURIComponent(filters.channelId)}` : '';
  return (
    <nav className={classes.views} aria-label={t('list.views')}>
      {VIEWS.map((view) => (
        <Link
          key={view.id}
          to={`/publish?view=${view.id}${channel}`}
          className={classes.view}
          aria-current={view === active ? 'page' : undefined}
        >
          {t(`views.${view.id}`)}
        </Link>
      ))}
    </nav>
  );
}

interface FiltersProps {
  filters: PublishFilters;
  onFilter: (changes: Partial<PublishFilters>) => void;
}

function Filters({ filters, onFilter }: FiltersProps) {
  const { t } = useTranslation('publishing');
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  const { states } = viewOf(filters);
  return (
    <div className={classes.filters}>
      <NativeSelect
        aria-label={t('list.state')}
        value={filters.state}
        onChange={(event) => onFilter({ state: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.allStates') },
          ...states.map((state) => ({ value: state, label: t(`states.${state}`) })),
        ]}
      />
      <NativeSelect
        aria-label={t('list.channel')}
        value={filters.channelId}
        onChange={(event) => onFilter({ channelId: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.allChannels') },
          ...channels.map((channel) => ({ value: channel.id, label: `${channel.networkName} · ${channel.handle}` })),
        ]}
      />
    </div>
  );
}

function Empty({ filters, onFilter }: FiltersProps) {
  const { t } = useTranslation('publishing');
  const canWrite = usePermission('posts:write');
  if (filters.state || filters.channelId) {
    return (
      <EmptyState
        icon={IconCalendarEvent}
        title={t('list.emptyFilteredTitle')}
        action={
          <Button variant="default" onClick={() => onFilter({ state: '', channelId: '' })}>
            {t('list.clear')}
          </Button>
        }
      />
    );
  }
  const { id } = viewOf(filters);
  return (
    <EmptyState
      icon={IconCalendarEvent}
      title={t(`list.empty.${id}.title`)}
      action={canWrite && id !== 'failed' ? <NewPostButton /> : null}
    >
      {t(`list.empty.${id}.text`)}
    </EmptyState>
  );
}

const ROW_HEIGHT = 84;

export function SchedulePage() {
  const { t } = useTranslation('publishing');
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const canWrite = usePermission('posts:write');
  const view = viewOf(filters);
  const query = usePosts(statesOf(filters));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  // The API goes from the latest back: to begin with the nearest, all that is planned has to be here.
  useEffect(() => {
    if (view.ascending && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [view.ascending, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const posts = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? [];
    const { channelId } = filters;
    return channelId ? all.filter((post) => post.variants.some((variant) => variant.channelId === channelId)) : all;
  }, [query.data, filters]);
  const rows = useScheduleRows(posts, view);

  return (
    <Page width="full">
      <div className={classes.page}>
        <PageHeader title={t('title')} description={t('lead')} actions={canWrite ? <NewPostButton /> : null} />
        <div className={classes.bar}>
          <ViewTabs filters={filters} />
          <Filters filters={filters} onFilter={setFilters} />
        </div>
        <div className={classes.list}>
          {query.isPending ? <ListSkeleton rows={7} /> : null}
          {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
          {query.data && rows.length === 0 ? <Empty filters={filters} onFilter={setFilters} /> : null}
          {rows.length > 0 ? (
            <VirtualList<ScheduleRow>
              items={rows}
              label={t(`views.${view.id}`)}
              estimateSize={ROW_HEIGHT}
              keyOf={(row) => row.key}
              hasMore={hasNextPage && !isFetchingNextPage}
              onMore={() => void fetchNextPage()}
            >
              {(row) => (row.post ? <PostRow post={row.post} /> : <h2 className={classes.day}>{row.heading}</h2>)}
            </VirtualList>
          ) : null}
        </div>
      </div>
    </Page>
  );
}
