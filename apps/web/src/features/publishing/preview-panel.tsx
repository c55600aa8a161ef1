import { useTranslation } from 'react-i18next';
import type { Channel, Media } from '../../api/types';
import { PostPreview } from '../../components/post/post-preview';
import { toPreview } from '../../components/post/post-channels';
import { effectiveVariants, type PostForm } from './post-form';
import classes from './composer.module.css';

interface PreviewPanelProps {
  form: PostForm;
  media: ReadonlyMap<string, Media>;
  channels: Channel[];
  /** The channel being edited; null shows each. */
  shown: string | null;
}

export function PreviewPanel({ form, media, channels, shown }: PreviewPanelProps) {
  const { t } = useTranslation('publishing');
  const variants = effectiveVariants(form).filter(
    ({ channelId }) => shown === null || channelId === shown || !channels.some((channel) => channel.id === shown),
  );
  return (
    <section className={classes.previews} aria-label={t('preview.title')}>
      <h2 className={classes.cardTitle}>{t('preview.title')}</h2>
      {variants.length === 0 ? <p className={classes.hint}>{t('preview.noChannels')}</p> : null}
      {variants.map(({ channelId, text, mediaIds }) => {
        const channel = toPreview(channels.find((known) => known.id === channelId));
        return channel ? (
          <PostPreview
            key={channelId}
            channel={channel}
            text={text}
            media={mediaIds.flatMap((id) => media.get(id) ?? [])}
          />
        ) : null;
      })}
    </section>
  );
}
