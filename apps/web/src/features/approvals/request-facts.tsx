import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { usePermission } from '../../api/queries';
import type { ApprovalRequest, Post, PostCheck } from '../../api/types';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { Time } from '../../components/time';
import classes from './approvals.module.css';

/** Only who may write posts may ask for checks; for all others the ones made at submission stand. */
function useErrors(post: Post, wanted: boolean) {
  const allowed = usePermission('posts:write') && wanted;
  const variants = post.variants.map(({ channelId, effectiveText, mediaIds }) => ({
    channelId,
    text: effectiveText,
    mediaIds: mediaIds ?? post.mediaIds,
  }));
  const query = useQuery({
    queryKey: ['post-checks', post.id, post.contentHash],
    queryFn: ({ signal }) => api.post<{ items: PostCheck[] }>('/post-checks', { variants }, { signal }),
    enabled: allowed && variants.length > 0,
  });
  if (!query.data) return null;
  return query.data.items.flatMap((item) => item.findings).filter((finding) => finding.severity === 'error').length;
}

function Checks({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation('publishing');
  const errors = useErrors(request.post, request.state === 'pending');
  const bad = errors !== null && errors > 0;
  const Glyph = bad ? IconCircleX : IconCircleCheck;
  const words = errors === null ? 'checks.passed' : bad ? 'checks.some' : 'checks.all';
  return (
    <span className={classes.checks} data-bad={bad || undefined}>
      <Glyph size={17} aria-hidden /> {t(words)}
    </span>
  );
}

export function RequestFacts({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation('approvals');
  const schedule = useScheduleFormats();
  const { post } = request;
  const due = post.scheduledFor;
  const overdue = due !== null && request.state === 'pending' && new Date(due.at).getTime() <= Date.now();
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('facts.when')}</dt>
        <dd>
          {due ? schedule.full(due) : t('facts.asap')}
          {overdue ? <span className={classes.overdue}>{t('facts.overdue')}</span> : null}
        </dd>
      </div>
      <div>
        <dt>{t('facts.author')}</dt>
        <dd>
          <bdi>{post.author.name}</bdi>
        </dd>
      </div>
      <div>
        <dt>{t('facts.requested')}</dt>
        <dd>
          <bdi>{request.requestedBy.name}</bdi>
          {t('facts.separator')}
          <Time at={request.requestedAt} as="relative" />
        </dd>
      </div>
      <div>
        <dt>{t('facts.checks')}</dt>
        <dd>
          <Checks request={request} />
        </dd>
      </div>
    </dl>
  );
}
