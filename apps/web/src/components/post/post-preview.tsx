import {
  IconBookmark,
  IconDots,
  IconHeart,
  IconMessageCircle,
  IconRepeat,
  IconShare2,
  IconStar,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Media } from '../../api/types';
import { AuthorizedImage } from '../authorized-image';
import { networkName } from '../network-icon';
import { PersonAvatar } from '../person-avatar';
import { richText, shownLink } from './rich-text';
import classes from './post-preview.module.css';

export interface PreviewChannel {
  network: string;
  handle: string;
  displayName?: string | undefined;
  avatarUrl?: string | null | undefined;
}

interface PostPreviewProps {
  channel: PreviewChannel;
  text: string;
  media: Pick<Media, 'id' | 'altText'>[];
  /** When it will be there, in words. */
  when?: string | undefined;
}

function Text({ text, network }: { text: string; network: string }) {
  const { t } = useTranslation('publishing');
  if (text.trim() === '') return <p className={classes.noText}>{t('preview.noText')}</p>;
  return (
    <p className={classes.text} dir="auto">
      {richText(text, network).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <span key={index} className={classes.entity} dir={part.kind === 'link' ? 'ltr' : undefined}>
            {part.kind === 'link' ? shownLink(part.text, network) : part.text}
          </span>
        ),
      )}
    </p>
  );
}

function Images({ media }: Pick<PostPreviewProps, 'media'>) {
  const { t } = useTranslation('publishing');
  if (media.length === 0) return null;
  return (
    <div className={classes.images} data-count={Math.min(media.length, 4)}>
      {media.map((item, index) => (
        <figure key={`${item.id}-${index}`} className={classes.figure}>
          <AuthorizedImage
            path={`/media/${item.id}/content`}
            alt={item.altText || t('preview.noAlt')}
            className={classes.image ?? ''}
          />
          {item.altText ? (
            <figcaption className={classes.alt} title={item.altText} aria-hidden>
              ALT
            </figcaption>
          ) : (
            <figcaption className={classes.altMissing}>{t('preview.altMissing')}</figcaption>
          )}
        </figure>
      ))}
    </div>
  );
}

const ACTIONS = {
  bluesky: [IconMessageCircle, IconRepeat, IconHeart, IconShare2, IconDots],
  other: [IconMessageCircle, IconRepeat, IconStar, IconBookmark, IconDots],
};

/** A post as people will see it on the network: close enough to judge by, never claimed to be exact. */
export function PostPreview({ channel, text, media, when }: PostPreviewProps) {
  const { t } = useTranslation('publishing');
  const { network } = channel;
  const look = network === 'bluesky' ? 'bluesky' : 'other';
  const name = channel.displayName || channel.handle;
  const handle = channel.handle.startsWith('@') ? channel.handle : `@${channel.handle}`;
  return (
    <article
      className={classes.card}
      data-look={look}
      aria-label={t('preview.label', { network: networkName(network), handle: `\u2068${handle}\u2069` })}
    >
      <div className={classes.avatar}>
        <PersonAvatar name={name} url={channel.avatarUrl} size={look === 'bluesky' ? 42 : 46} />
      </div>
      <header className={classes.head}>
        <bdi className={classes.name}>{name}</bdi>
        <bdi dir="ltr" className={classes.handle}>
          {handle}
        </bdi>
        <span className={classes.when}>
          {look === 'other' ? <IconWorld size={14} aria-hidden /> : <span aria-hidden>·</span>}
          {when ?? t('preview.now')}
        </span>
      </header>
      <div className={classes.content}>
        <Text text={text} network={network} />
        <Images media={media} />
        <div className={classes.actions} aria-hidden>
          {ACTIONS[look].map((Glyph, index) => (
            <Glyph key={index} size={18} stroke={1.5} />
          ))}
        </div>
      </div>
    </article>
  );
}
