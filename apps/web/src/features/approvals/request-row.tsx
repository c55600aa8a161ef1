import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ApprovalRequest } from '../../api/types';
import { NetworkIcon } from '../../components/network-icon';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { Time } from '../../components/time';
import { RequestStatePill } from './request-state';
import classes from './approvals.module.css';

interface RequestRowProps {
  request: ApprovalRequest;
  selected: boolean;
  search: string;
}

export function RequestRow({ request, selected, search }: RequestRowProps) {
  const { t } = useTranslation('approvals');
  const schedule = useScheduleFormats();
  const { post } = request;
  return (
    <Link to={`/approvals/${request.id}${search}`} className={classes.row} aria-current={selected ? 'true' : undefined}>
      <span className={classes.rowTop}>
        <bdi className={classes.rowTitle}>{post.title ?? t('list.untitled')}</bdi>
        <Time at={request.requestedAt} as="short" className={classes.rowTime ?? ''} />
      </span>
      <span className={classes.excerpt} dir="auto">
        {post.text || post.variants[0]?.effectiveText}
      </span>
      <span className={classes.rowMeta}>
        <RequestStatePill state={request.state} />
        <span className={classes.networks}>
          {post.variants.map(({ channelId, channel }) => (
            <NetworkIcon key={channelId} network={channel.network} size={14} />
          ))}
        </span>
        <bdi className={classes.rowAuthor}>{request.requestedBy.name}</bdi>
      </span>
      {request.state === 'pending' && post.scheduledFor ? (
        <span className={classes.rowDue}>{t('list.due', { at: schedule.full(post.scheduledFor) })}</span>
      ) : null}
    </Link>
  );
}
