import { Button, Loader } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconExternalLink,
  IconHeart,
  IconMoodSmile,
  IconPaperclip,
  IconQuestionMark,
  IconRepeat,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../api/types';
import { PersonAvatar } from '../../components/person-avatar';
import { textDirection } from '../../components/text-direction';
import { Time } from '../../components/time';
import classes from './message.module.css';

export function authorName(message: Message): string {
  return message.author.name ?? message.author.displayName ?? message.author.handle ?? '';
}

const reactionGlyphs: Record<string, typeof IconHeart> = {
  like: IconHeart,
  favourite: IconHeart,
  repost: IconRepeat,
  reblog: IconRepeat,
};

/** A reaction says one thing; it gets one line. */
export function ReactionItem({ message }: { message: Message }) {
  const { t, i18n } = useTranslation('inbox');
  const reaction = message.reaction?.name ?? '';
  const known = i18n.exists(`inbox:message.reactions.${reaction}`);
  const Glyph = reactionGlyphs[reaction] ?? IconMoodSmile;
  const name = `\u2068${authorName(message)}\u2069`;
  return (
    <div className={classes.reaction}>
      <Glyph size={14} stroke={2} aria-hidden />
      <span>{t(known ? `message.reactions.${reaction}` : 'message.reactions.other', { name, reaction })}</span>
      <Time at={message.sentAt} as="time" className={classes.time ?? ''} />
    </div>
  );
}

function Attachments({ message }: { message: Message }) {
  const { t } = useTranslation('inbox');
  if (message.media.length === 0) return null;
  return (
    <div className={classes.media}>
      {message.media.map((media) =>
        media.mediaType?.startsWith('image/') ? (
          <a key={media.url} href={media.url} target="_blank" rel="noreferrer">
            <img
              src={media.url}
              alt={media.altText || t('message.noAlt')}
              loading="lazy"
              referrerPolicy="no-referrer"
              className={classes.image}
            />
          </a>
        ) : (
          <a key={media.url} href={media.url} target="_blank" rel="noreferrer" className={classes.file}>
            <IconPaperclip size={16} aria-hidden />
            {media.altText || t('message.attachment', { type: media.mediaType ?? '?' })}
          </a>
        ),
      )}
    </div>
  );
}

interface DeliveryProps {
  message: Message;
  onRetry: (message: Message) => void;
}

function Delivery({ message, onRetry }: DeliveryProps) {
  const { t, i18n } = useTranslation('inbox');
  const { delivery } = message;
  if (!delivery) return null;
  if (delivery.state === 'sending') {
    return (
      <span className={classes.delivery}>
        <Loader size={11} color="gray" aria-hidden /> {t('message.sending')}
      </span>
    );
  }
  if (delivery.state === 'sent') {
    return (
      <span className={classes.delivery}>
        <IconCheck size={14} aria-hidden /> {t('message.sent')}
      </span>
    );
  }
  const failed = delivery.state === 'failed';
  const Glyph = failed ? IconAlertTriangle : IconQuestionMark;
  const detail = failed ? delivery.detail : t('message.unknownHelp');
  return (
    <span className={classes.trouble} data-tone={failed ? 'bad' : 'warn'}>
      <span className={classes.troubleTitle}>
        <Glyph size={15} aria-hidden /> {t(`message.${delivery.state}`)}
      </span>
      {detail ? (
        <span dir="auto" lang={failed && i18n.language !== 'en' ? 'en' : undefined}>
          {detail}
        </span>
      ) : null}
      {delivery.code ? <code dir="ltr">{delivery.code}</code> : null}
      {failed ? (
        <Button size="compact-xs" variant="default" onClick={() => onRetry(message)}>
          {t('message.retry')}
        </Button>
      ) : null}
    </span>
  );
}

interface MessageItemProps extends DeliveryProps {
  /** The same person goes on within minutes: the head is not repeated. */
  continued: boolean;
}

export function MessageItem({ message, continued, onRetry }: MessageItemProps) {
  const { t } = useTranslation('inbox');
  const outbound = message.direction === 'outbound';
  const name = authorName(message);
  return (
    <article className={classes.message} data-direction={message.direction} data-continued={continued || undefined}>
      {outbound ? null : (
        <span className={classes.avatar}>
          {continued ? null : <PersonAvatar name={name} url={message.author.avatarUrl} size={32} />}
        </span>
      )}
      <div className={classes.body}>
        {continued ? null : (
          <div className={classes.head}>
            <bdi className={classes.author}>{name}</bdi>
            {message.author.handle ? (
              <bdi dir="ltr" className={classes.handle}>
                {message.author.handle}
              </bdi>
            ) : null}
          </div>
        )}
        <div className={classes.bubble}>
          {message.text ? (
            <p className={classes.text} dir={textDirection(message.text)} lang={message.language ?? undefined}>
              {message.text}
            </p>
          ) : null}
          <Attachments message={message} />
        </div>
        <div className={classes.foot}>
          <Time at={message.sentAt} as="time" className={classes.time ?? ''} />
          {message.url ? (
            <a
              href={message.url}
              target="_blank"
              rel="noreferrer"
              className={classes.original}
              aria-label={t('message.openOriginal')}
            >
              <IconExternalLink size={13} className="dv-flip" aria-hidden />
            </a>
          ) : null}
          <Delivery message={message} onRetry={onRetry} />
        </div>
      </div>
    </article>
  );
}
