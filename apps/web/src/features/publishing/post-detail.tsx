import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries';
import type { Post } from '../../api/types';
import { DecisionList } from '../../components/post/decision-list';
import { usePreviewChannels, variantMedia } from '../../components/post/post-channels';
import { PostPreview } from '../../components/post/post-preview';
import { PostStatePill } from '../../components/post/post-state';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { Page, Section } from '../../components/page';
import { Time } from '../../components/time';
import { PostActions, StateNotice } from './post-actions';
import { BackLink, PostHeader } from './post-header';
import { useRequestsOfPost } from './post-queries';
import { PublicationList } from './publication-list';
import classes from './detail.module.css';

function Facts({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  const format = useScheduleFormats();
  const me = useMe().data?.member.id;
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('detail.when')}</dt>
        <dd>{post.scheduledFor ? format.full(post.scheduledFor) : t('schedule.asap')}</dd>
      </div>
      <div>
        <dt>{t('detail.author')}</dt>
        <dd>
          <bdi>{post.author.name}</bdi> {post.author.id === me ? t('detail.you') : null}
        </dd>
      </div>
      <div>
        <dt>{t('detail.changed')}</dt>
        <dd>
          <Time at={post.updatedAt} as="full" />
        </dd>
      </div>
      <div>
        <dt>{t('detail.hash')}</dt>
        <dd>
          <code dir="ltr" className={classes.hash}>
            {post.contentHash}
          </code>
        </dd>
      </div>
    </dl>
  );
}

export function PostDetail({ post, onEdit }: { post: Post; onEdit: () => void }) {
  const { t } = useTranslation('publishing');
  const previewOf = usePreviewChannels();
  const requests = useRequestsOfPost(post.id, true).data ?? [];
  const decisions = requests.flatMap((request) => request.decisions);
  return (
    <Page>
      <PostHeader
        title={post.title ?? t('detail.untitled')}
        back={<BackLink />}
        pill={<PostStatePill state={post.state} reason={post.stateReason} />}
        actions={<PostActions post={post} onEdit={onEdit} />}
      />
      <StateNotice post={post} onEdit={onEdit} />
      <div className={classes.layout}>
        <div className={classes.previews}>
          {post.variants.map((variant) => (
            <PostPreview
              key={variant.channelId}
              channel={previewOf(variant)}
              text={variant.effectiveText}
              media={variantMedia(post, variant)}
            />
          ))}
        </div>
        <div className={classes.side}>
          {post.publications.length > 0 ? (
            <Section title={t('publications.title')}>
              <PublicationList post={post} />
            </Section>
          ) : null}
          <Section title={t('detail.about')}>
            <Facts post={post} />
          </Section>
          {decisions.length > 0 ? (
            <Section title={t('detail.review')}>
              <DecisionList decisions={decisions} label={t('detail.review')} />
            </Section>
          ) : null}
        </div>
      </div>
    </Page>
  );
}
