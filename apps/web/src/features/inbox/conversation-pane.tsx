import { lazy, Suspense, useCallback, useRef, useState, type RefCallback } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessages } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, usePermission } from '../../api/queries';
import type { Conversation, ConversationSummary } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { useConversationChanges, type Change } from './conversation-changes';
import { ConversationHeader } from './conversation-header';
import { knownSummary, useConversation } from './inbox-queries';
import { MessageThread } from './message-thread';
import { ReplyBox } from './reply-box';
import { useShortcuts } from '../../components/shortcuts';
import classes from './conversation.module.css';

const ContactCard = lazy(async () => ({ default: (await import('./contact-card')).ContactCard }));
const ContactDrawer = lazy(async () => ({ default: (await import('./contact-drawer')).ContactDrawer }));

interface ConversationPaneProps {
  id: string;
  search: string;
  /** After it is done with, the next one is wanted. */
  onDone: (conversation: ConversationSummary) => void;
}

export function NothingChosen() {
  const { t } = useTranslation('inbox');
  return (
    <EmptyState icon={IconMessages} title={t('conversation.chooseTitle')}>
      {t('conversation.chooseText')}
    </EmptyState>
  );
}

interface OpenConversationProps extends ConversationPaneProps {
  conversation: ConversationSummary | Conversation;
  replyRef: RefCallback<HTMLTextAreaElement>;
}

const isTyping = (): boolean => document.activeElement?.matches('input, textarea, [contenteditable]') ?? false;

/** The key for a reply may come before the box does: then the box takes the focus when it is there. */
function useReplyFocus(): [RefCallback<HTMLTextAreaElement>, () => void] {
  const box = useRef<HTMLTextAreaElement | null>(null);
  const wanted = useRef(false);
  const attach = useCallback((node: HTMLTextAreaElement | null) => {
    box.current = node;
    if (node && wanted.current && !isTyping()) node.focus();
    if (node) wanted.current = false;
  }, []);
  const focus = useCallback(() => {
    if (box.current) box.current.focus();
    else wanted.current = true;
  }, []);
  return [attach, focus];
}

function OpenConversation({ conversation, search, onDone, replyRef }: OpenConversationProps) {
  const { t } = useTranslation('inbox');
  const me = useMe().data?.member;
  const mayAssign = usePermission('inbox:assign');
  const mayResolve = usePermission('inbox:resolve');
  const maySeeContact = usePermission('contacts:read');
  const change = useConversationChanges(me?.id ?? '');
  const [assigning, setAssigning] = useState(false);
  const [contactOpen, setContactOpen] = useState(false);
  const roomForContact = useMediaQuery('(width >= 80em)') ?? true;
  const complete = 'replyLimit' in conversation;

  const apply = (wanted: Change) => {
    void change(conversation, wanted);
    if (wanted.status === 'resolved' || wanted.status === 'pending') onDone(conversation);
  };
  useShortcuts([
    ['a', () => mayAssign && setAssigning(true)],
    ['e', () => mayResolve && apply({ status: conversation.status === 'resolved' ? 'open' : 'resolved' })],
  ]);

  return (
    <>
      <section
        className={classes.pane}
        aria-label={t('conversation.label', { name: conversation.contact.displayName })}
      >
        <ConversationHeader
          conversation={conversation}
          backTo={`/inbox${search}`}
          assigning={assigning}
          onAssigning={setAssigning}
          onChange={apply}
          onContact={() => setContactOpen(true)}
        />
        <MessageThread conversationId={conversation.id} />
        {complete ? <ReplyBox key={conversation.id} conversation={conversation} inputRef={replyRef} /> : null}
      </section>
      {maySeeContact && roomForContact ? (
        <aside className={classes.contact} aria-label={t('contact.label')}>
          <Suspense fallback={<ListSkeleton rows={3} />}>
            <ContactCard conversation={conversation} search={search} />
          </Suspense>
        </aside>
      ) : null}
      {contactOpen && !roomForContact ? (
        <Suspense fallback={null}>
          <ContactDrawer conversation={conversation} search={search} onClose={() => setContactOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

export function ConversationPane(props: ConversationPaneProps) {
  const query = useConversation(props.id);
  const conversation = query.data ?? knownSummary(props.id);
  const [replyRef, focusReply] = useReplyFocus();
  useShortcuts([['r', focusReply]]);
  if (conversation) return <OpenConversation {...props} conversation={conversation} replyRef={replyRef} />;
  return (
    <section className={classes.pane}>
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ListSkeleton withAvatar rows={5} />
      )}
    </section>
  );
}
