import { Fragment, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import type { Message } from '../../api/types';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { notifyError } from '../../components/notify';
import { useFormat } from '../../i18n/format';
import { useMessages } from './inbox-queries';
import { MessageItem, ReactionItem, authorName } from './message-item';
import classes from './message.module.css';

const CONTINUES_WITHIN_MS = 5 * 60_000;
const NEAR_END_PX = 120;

function continues(message: Message, before: Message | undefined): boolean {
  if (!before || before.reaction || before.direction !== message.direction) return false;
  const gap = new Date(message.sentAt).getTime() - new Date(before.sentAt).getTime();
  return gap < CONTINUES_WITHIN_MS && authorName(before) === authorName(message) && !before.delivery?.detail;
}

async function retry(message: Message, conversationId: string): Promise<void> {
  try {
    await api.post(`/messages/${message.id}/retry`);
  } catch (error) {
    notifyError(error);
  } finally {
    await queryClient.invalidateQueries({ queryKey: [keys.messages, conversationId] });
  }
}

/** Oldest above, newest below, as people read a conversation. */
export function MessageThread({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('inbox');
  const format = useFormat();
  const query = useMessages(conversationId);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const heightBefore = useRef(0);
  const messages = useMemo(() => query.data?.pages.flatMap((page) => page.items).reverse() ?? [], [query.data]);
  const newest = messages.at(-1)?.id;
  const oldest = messages[0]?.id;

  useEffect(() => {
    atEnd.current = true;
  }, [conversationId]);

  // What is newest is what one wants to see, unless one is reading further up.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [newest, conversationId, messages.length]);

  // Pictures and fonts that arrive late, and a reply box that grows, change heights afterwards.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [newest]);

  // Older messages come in above; what is being read must not move.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && heightBefore.current > 0) element.scrollTop += element.scrollHeight - heightBefore.current;
    heightBefore.current = 0;
  }, [oldest]);

  if (query.isPending) {
    return (
      <div className={classes.waiting}>
        <ListSkeleton withAvatar rows={5} />
      </div>
    );
  }
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;

  const showEarlier = () => {
    heightBefore.current = scroller.current?.scrollHeight ?? 0;
    atEnd.current = false;
    void query.fetchNextPage();
  };

  return (
    <div
      ref={scroller}
      className={classes.thread}
      tabIndex={0}
      role="log"
      aria-label={t('list.label')}
      aria-live="off"
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
      }}
    >
      {query.hasNextPage ? (
        <div className={classes.earlier}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={showEarlier}>
            {t('conversation.earlier')}
          </Button>
        </div>
      ) : null}
      {messages.length === 0 ? <p className={classes.day}>{t('conversation.empty')}</p> : null}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const day = format.day(message.sentAt);
        const newDay = !before || format.day(before.sentAt) !== day;
        return (
          <Fragment key={message.id}>
            {newDay ? <p className={classes.day}>{day}</p> : null}
            {message.reaction ? (
              <ReactionItem message={message} />
            ) : (
              <MessageItem
                message={message}
                continued={!newDay && continues(message, before)}
                onRetry={(failed) => void retry(failed, conversationId)}
              />
            )}
          </Fragment>
        );
      })}
    </div>
  );
}
