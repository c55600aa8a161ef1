import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ConversationSummary } from '../../api/types';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill } from '../../components/pill';
import { textDirection, withoutLeadingMentions } from '../../components/text-direction';
import { Time } from '../../components/time';
import classes from './inbox.module.css';

interface ConversationRowProps {
  conversation: ConversationSummary;
  selected: boolean;
  search: string;
  /** The list is all of one status; saying it on every row would be noise. */
  showStatus: boolean;
}

function Excerpt({ conversation }: { conversation: ConversationSummary }) {
  const { t } = useTranslation('inbox');
  const last = conversation.lastMessage;
  if (!last) return <span />;
  if (last.kind === 'reaction') return <span className={classes.quiet}>{t('list.reacted')}</span>;
  return (
    <>
      {last.direction === 'outbound' ? <bdi className={classes.quiet}>{t('list.you')}</bdi> : null}
      {last.direction === 'outbound' ? ' ' : null}
      {last.text ? withoutLeadingMentions(last.text) : <span className={classes.quiet}>{t('list.media')}</span>}
    </>
  );
}

export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, selected, search, showStatus } = props;
  const { t } = useTranslation('inbox');
  const { contact, channel, assignee, unreadCount } = conversation;
  return (
    <Link
      to={`/inbox/${conversation.id}${search}`}
      className={classes.row}
      data-unread={unreadCount > 0 || undefined}
      aria-current={selected ? 'true' : undefined}
    >
      <PersonAvatar name={contact.displayName} url={contact.avatarUrl} network={channel.network} />
      <span className={classes.rowBody}>
        <span className={classes.rowTop}>
          <bdi className={classes.rowName}>{contact.displayName}</bdi>
          {conversation.lastMessageAt ? (
            <Time at={conversation.lastMessageAt} className={classes.rowTime ?? ''} />
          ) : null}
        </span>
        <span className={classes.excerpt} dir={textDirection(conversation.lastMessage?.text ?? '')}>
          <Excerpt conversation={conversation} />
        </span>
        <span className={classes.rowMeta}>
          <span>{t(`kinds.${conversation.kind}`)}</span>
          {assignee ? (
            <>
              <span aria-hidden>·</span>
              <bdi className={classes.rowAssignee}>{assignee.name}</bdi>
            </>
          ) : null}
          {showStatus ? <Pill>{t(`status.${conversation.status}`)}</Pill> : null}
        </span>
      </span>
      {unreadCount > 0 ? (
        <span className={classes.dot}>
          <span className="dv-sr">{t('list.unread', { count: unreadCount })}</span>
        </span>
      ) : null}
    </Link>
  );
});
