import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Post } from '../../api/types';
import { AuthorizedImage } from '../../components/authorized-image';
import { NetworkIcon, networkName } from '../../components/network-icon';
import { PostStatePill } from '../../components/post/post-state';
import { useScheduleFormats } from '../../components/post/schedule-text';
import { Time } from '../../components/time';
import classes from './schedule.module.css';

function RowTime({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  const format = useScheduleFormats();
  const published = post.publications.find((publication) => publication.publishedAt)?.publishedAt;
  if (published) return <Time at={published} as="time" />;
  if (!post.scheduledFor) {
    return post.state === 'draft' ? <Time at={post.updatedAt} as="time" /> : <span>{t('list.asSoon')}</span>;
  }
  return (
    <time dateTime={post.scheduledFor.at} title={format.full(post.scheduledFor)}>
      {format.time(post.scheduledFor)}
    </time>
  );
}

const SHOWN_CHANNELS = 3;

export function ChannelMarks({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  const { variants } = post;
  if (variants.length === 0) return <span className={classes.quiet}>{t('list.noChannels')}</span>;
  return (
    <span className={classes.channels}>
      {variants.slice(0, SHOWN_CHANNELS).map(({ channelId, channel }) => (
        <span key={channelId} className={classes.channel} title={`${networkName(channel.network)} · ${channel.handle}`}>
          <NetworkIcon network={channel.network} size={14} />
          <bdi dir="ltr">{channel.handle}</bdi>
        </span>
      ))}
      {variants.length > SHOWN_CHANNELS ? (
        <span>{t('list.moreChannels', { count: variants.length - SHOWN_CHANNELS })}</span>
      ) : null}
    </span>
  );
}

export function PostRow({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  const first = post.media[0];
  const text = post.text || post.variants.find((variant) => variant.effectiveText)?.effectiveText || '';
  return (
    <Link to={`/publish/${post.id}`} className={classes.row}>
      <span className={classes.time}>
        <RowTime post={post} />
      </span>
      <span className={classes.body}>
        <span className={classes.titleLine}>
          {post.title ? <bdi className={classes.title}>{post.title}</bdi> : null}
          <PostStatePill state={post.state} reason={post.stateReason} />
        </span>
        <span className={classes.excerpt} dir="auto">
          {text || t('list.noText')}
        </span>
        <span className={classes.meta}>
          <ChannelMarks post={post} />
          <bdi className={classes.author}>{post.author.name}</bdi>
        </span>
      </span>
      {first ? (
        <AuthorizedImage
          path={`/media/${first.id}/content`}
          alt={first.altText ?? ''}
          className={classes.thumb ?? ''}
        />
      ) : null}
    </Link>
  );
}
