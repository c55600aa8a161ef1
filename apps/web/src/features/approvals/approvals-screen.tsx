import { useMemo } from 'react';
import { NativeSelect } from '@mantine/core';
import { IconRubberStamp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { usePermission } from '../../api/queries';
import type { ApprovalRequest } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { Key } from '../../components/key';
import { ListSkeleton } from '../../components/list-skeleton';
import { usePageTitle } from '../../components/page';
import { useShortcuts } from '../../components/shortcuts';
import { useUrlFilters } from '../../components/url-filters';
import { VirtualList } from '../../components/virtual-list';
import { FILTER_NAMES, STATES, stateOf, useRequests } from './approval-queries';
import { RequestPane } from './request-pane';
import { RequestRow } from './request-row';
import decide from './decide.module.css';
import classes from './approvals.module.css';

const ROW_HEIGHT = 118;

function NothingChosen() {
  const { t } = useTranslation('approvals');
  const canDecide = usePermission('approvals:decide');
  const keys: [string, string][] = [
    ['j k', t('keys.move')],
    ['a', t('actions.approve')],
    ['c', t('actions.request_changes')],
    ['r', t('actions.reject')],
  ];
  return (
    <EmptyState icon={IconRubberStamp} title={t('list.chooseTitle')}>
      <p className={decide.plain}>{t('list.chooseText')}</p>
      {canDecide ? (
        <dl className={decide.keys}>
          {keys.map(([key, words]) => (
            <div key={key}>
              <dt>{words}</dt>
              <dd>
                <Key>{key}</Key>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
    </EmptyState>
  );
}

/** What waits for a decision on one side, what it is about on the other; on a small screen one after the other. */
export function ApprovalsScreen({ requestId }: { requestId: string | undefined }) {
  const { t } = useTranslation(['approvals', 'publishing']);
  usePageTitle(t('title'));
  const navigate = useNavigate();
  const { search } = useLocation();
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const query = useRequests(filters);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const chosen = stateOf(filters);

  const open = (request: ApprovalRequest | undefined) => {
    if (request) void navigate(`/approvals/${request.id}${search}`);
  };
  const index = items.findIndex((item) => item.id === requestId);
  const move = (by: number) => open(items[index < 0 ? 0 : Math.min(items.length - 1, Math.max(0, index + by))]);
  const openNext = () => {
    const next = items[index + 1] ?? items[index - 1];
    void navigate(next && next.id !== requestId ? `/approvals/${next.id}${search}` : `/approvals${search}`);
  };
  useShortcuts([
    ['j', () => move(1)],
    ['k', () => move(-1)],
  ]);

  return (
    <div className={classes.screen} data-open={requestId ? true : undefined}>
      <section className={classes.listPane} aria-label={t('list.label')}>
        <div className={classes.tools}>
          <h1 className={classes.title}>{t('title')}</h1>
          <NativeSelect
            aria-label={t('list.state')}
            value={chosen}
            onChange={(event) => setFilters({ state: event.currentTarget.value })}
            data={STATES.map((state) => ({ value: state, label: t(`filters.${state}`) }))}
          />
        </div>
        {query.isPending ? <ListSkeleton rows={6} /> : null}
        {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.data && items.length === 0 ? (
          <EmptyState icon={IconRubberStamp} title={t(chosen === 'pending' ? 'list.emptyTitle' : 'list.emptyFiltered')}>
            {chosen === 'pending' ? t('list.emptyText') : null}
          </EmptyState>
        ) : null}
        {items.length > 0 ? (
          <VirtualList
            items={items}
            label={t('list.label')}
            estimateSize={ROW_HEIGHT}
            keyOf={(item) => item.id}
            activeIndex={index}
            hasMore={query.hasNextPage && !query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          >
            {(item) => <RequestRow request={item} selected={item.id === requestId} search={search} />}
          </VirtualList>
        ) : null}
      </section>
      <div className={classes.detail}>
        {requestId ? (
          <RequestPane key={requestId} id={requestId} search={search} onDecided={openNext} />
        ) : (
          <NothingChosen />
        )}
      </div>
    </div>
  );
}
