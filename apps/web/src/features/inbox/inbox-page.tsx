import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { LiveEvent } from '../../api/live';
import type { ConversationSummary } from '../../api/types';
import { useLiveEvents } from '../../app/use-live-updates';
import { announce } from '../../components/announcer';
import { usePageTitle } from '../../components/page';
import { useUrlFilters } from '../../components/url-filters';
import { ConversationList } from './conversation-list';
import { ConversationPane, NothingChosen } from './conversation-pane';
import { FILTER_NAMES } from './inbox-filters';
import { knownSummary, useConversations } from './inbox-queries';
import { Queues } from './queues';
import { useShortcuts } from '../../components/shortcuts';
import classes from './inbox.module.css';

const ShortcutsDialog = lazy(async () => ({ default: (await import('./shortcuts-dialog')).ShortcutsDialog }));

/** Says arrivals to those who do not see the list move. */
function useArrivalAnnouncements(): void {
  const { t } = useTranslation('inbox');
  useLiveEvents(
    useCallback(
      ({ type, data }: LiveEvent) => {
        if (type !== 'message.created') return;
        const name = knownSummary(String(data.conversationId))?.contact.displayName;
        announce(name ? t('live.arrivedFrom', { name }) : t('live.arrived'));
      },
      [t],
    ),
  );
}

export function InboxPage() {
  const { t } = useTranslation('inbox');
  const { conversationId } = useParams();
  const navigate = useNavigate();
  const { search } = useLocation();
  const [filters, setFilters] = useUrlFilters(FILTER_NAMES);
  const query = useConversations(filters);
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const searchRef = useRef<HTMLInputElement>(null);
  const [help, setHelp] = useState(false);
  usePageTitle(t('title'));
  useArrivalAnnouncements();

  const open = (conversation: ConversationSummary | undefined) => {
    if (conversation) void navigate(`/inbox/${conversation.id}${search}`);
  };
  const move = (by: number) => {
    const index = items.findIndex((item) => item.id === conversationId);
    open(items[index < 0 ? 0 : Math.min(items.length - 1, Math.max(0, index + by))]);
  };
  const openNext = (done: ConversationSummary) => {
    const index = items.findIndex((item) => item.id === done.id);
    const next = items[index + 1] ?? items[index - 1];
    if (index >= 0) void navigate(next ? `/inbox/${next.id}${search}` : `/inbox${search}`);
  };
  useShortcuts([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['/', () => searchRef.current?.focus()],
    ['shift+?', () => setHelp(true)],
    ['?', () => setHelp(true)],
  ]);

  return (
    <div className={classes.inbox} data-open={conversationId ? true : undefined}>
      <h1 className="dv-sr">{t('title')}</h1>
      <div className={classes.side}>
        <Queues filters={filters} />
      </div>
      <ConversationList
        filters={filters}
        onFilter={setFilters}
        query={query}
        items={items}
        selectedId={conversationId}
        search={search}
        searchRef={searchRef}
      />
      <div className={classes.detail}>
        {conversationId ? (
          <ConversationPane key={conversationId} id={conversationId} search={search} onDone={openNext} />
        ) : (
          <NothingChosen />
        )}
      </div>
      {help ? (
        <Suspense fallback={null}>
          <ShortcutsDialog opened onClose={() => setHelp(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
