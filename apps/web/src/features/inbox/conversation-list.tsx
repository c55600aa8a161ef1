import { useEffect, useState, type RefObject } from 'react';
import { ActionIcon, Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import {
  IconAdjustmentsHorizontal,
  IconInbox,
  IconPlugConnected,
  IconSearch,
  IconZoomExclamation,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels, usePermission } from '../../api/queries';
import type { ConversationSummary, MessageKind } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { VirtualList } from '../../components/virtual-list';
import { ConversationRow } from './conversation-row';
import { effectiveStatus, narrowingCount, type InboxFilters } from './inbox-filters';
import { type useConversations } from './inbox-queries';
import classes from './inbox.module.css';

const KINDS: readonly MessageKind[] = [
  'direct_message',
  'mention',
  'comment',
  'ad_comment',
  'profile_post',
  'reaction',
];
const ROW_HEIGHT = 96;
const SEARCH_PAUSE_MS = 250;

interface ConversationListProps {
  filters: InboxFilters;
  onFilter: (changes: Partial<InboxFilters>) => void;
  query: ReturnType<typeof useConversations>;
  items: ConversationSummary[];
  selectedId: string | undefined;
  search: string;
  searchRef: RefObject<HTMLInputElement | null>;
}

function SearchBox({
  filters,
  onFilter,
  searchRef,
}: Pick<ConversationListProps, 'filters' | 'onFilter' | 'searchRef'>) {
  const { t } = useTranslation(['inbox', 'common']);
  const [text, setText] = useState(filters.q);
  const apply = useDebouncedCallback((q: string) => onFilter({ q: q.trim() }), SEARCH_PAUSE_MS);
  useEffect(() => {
    if (document.activeElement !== searchRef.current) setText(filters.q);
  }, [filters.q, searchRef]);
  return (
    <TextInput
      ref={searchRef}
      className={classes.search ?? ''}
      aria-label={t('list.search')}
      placeholder={t('list.search')}
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={
        text ? (
          <CloseButton
            size="sm"
            aria-label={t('common:actions.clear')}
            onClick={() => {
              setText('');
              onFilter({ q: '' });
            }}
          />
        ) : null
      }
      dir="auto"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}

function Narrowing({ filters, onFilter }: Pick<ConversationListProps, 'filters' | 'onFilter'>) {
  const { t } = useTranslation('inbox');
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  return (
    <div className={classes.narrowing}>
      <NativeSelect
        label={t('list.channel')}
        value={filters.channelId}
        onChange={(event) => onFilter({ channelId: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.all') },
          ...channels.map((channel) => ({ value: channel.id, label: `${channel.networkName} · ${channel.handle}` })),
        ]}
      />
      <NativeSelect
        label={t('list.kind')}
        value={filters.kind}
        onChange={(event) => onFilter({ kind: event.currentTarget.value })}
        data={[
          { value: '', label: t('list.all') },
          ...KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
        ]}
      />
    </div>
  );
}

function EmptyList({ filters, onFilter }: Pick<ConversationListProps, 'filters' | 'onFilter'>) {
  const { t } = useTranslation('inbox');
  const canConnect = usePermission('channels:connect');
  const channels = useChannels(usePermission('channels:read')).data?.items;
  if (filters.q || narrowingCount(filters) > 0) {
    return (
      <EmptyState
        icon={IconZoomExclamation}
        title={t('list.emptyFilteredTitle')}
        action={
          <Button variant="default" onClick={() => onFilter({ q: '', channelId: '', kind: '' })}>
            {t('list.clear')}
          </Button>
        }
      >
        {t('list.emptyFilteredText')}
      </EmptyState>
    );
  }
  if (channels?.length === 0 && canConnect) {
    return (
      <EmptyState
        icon={IconPlugConnected}
        title={t('list.emptyNoChannelsTitle')}
        action={
          <Button component={Link} to="/settings/channels">
            {t('list.connect')}
          </Button>
        }
      >
        {t('list.emptyNoChannelsText')}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconInbox} title={t('list.emptyTitle')}>
      {t('list.emptyText')}
    </EmptyState>
  );
}

export function ConversationList(props: ConversationListProps) {
  const { filters, onFilter, query, items, selectedId, search, searchRef } = props;
  const { t } = useTranslation('inbox');
  const narrowed = narrowingCount(filters);
  const [open, setOpen] = useState(narrowed > 0);
  const showStatus = effectiveStatus(filters) === '';

  return (
    <section className={classes.listPane} aria-label={t('list.label')}>
      <div className={classes.tools}>
        <SearchBox filters={filters} onFilter={onFilter} searchRef={searchRef} />
        <ActionIcon
          variant={narrowed ? 'light' : 'default'}
          size={32}
          aria-expanded={open}
          aria-label={narrowed ? t('list.filtersActive', { count: narrowed }) : t('list.filters')}
          onClick={() => setOpen(!open)}
        >
          <IconAdjustmentsHorizontal size={18} stroke={1.75} aria-hidden />
        </ActionIcon>
      </div>
      {open ? <Narrowing filters={filters} onFilter={onFilter} /> : null}
      {query.isPending ? <ListSkeleton withAvatar rows={9} /> : null}
      {query.error && !query.data ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data && items.length === 0 ? <EmptyList filters={filters} onFilter={onFilter} /> : null}
      {items.length > 0 ? (
        <VirtualList
          items={items}
          label={t('list.label')}
          estimateSize={ROW_HEIGHT}
          keyOf={(item) => item.id}
          activeIndex={items.findIndex((item) => item.id === selectedId)}
          hasMore={query.hasNextPage && !query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        >
          {(item) => (
            <ConversationRow
              conversation={item}
              selected={item.id === selectedId}
              search={search}
              showStatus={showStatus}
            />
          )}
        </VirtualList>
      ) : null}
    </section>
  );
}
