import { IconExternalLink, IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ArchiveRecord } from '../../api/types';
import { networkName } from '../../components/network-icon';
import { PersonAvatar } from '../../components/person-avatar';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import { readNote } from './activity';
import { ClassPill } from './record-columns';
import classes from './record.module.css';

function Head({ record }: { record: ArchiveRecord }) {
  const { author, channel, activity } = record;
  const published = typeof activity?.published === 'string' ? activity.published : record.capturedAt;
  const network = channel ? { network: channel.network } : {};
  return (
    <header className={classes.head}>
      {author ? <PersonAvatar name={author.name} {...network} size={40} /> : null}
      <div className={classes.who}>
        <bdi className={classes.name}>{author?.name}</bdi>
        {author?.handle ? (
          <bdi dir="ltr" className={classes.quiet}>
            {author.handle}
          </bdi>
        ) : null}
      </div>
      <ClassPill name={record.class} />
      <Time at={published} as="full" className={classes.quiet ?? ''} />
    </header>
  );
}

function Attachments({ media }: Pick<ArchiveRecord, 'media'>) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (media.length === 0) return null;
  return (
    <ul className={classes.attachments} aria-label={t('detail.media')}>
      {media.map((item, index) => (
        <li key={item.sha256 ?? item.url ?? index}>
          <IconPaperclip size={16} aria-hidden />
          <div>
            <p dir="auto" className={classes.plain}>
              {item.altText || t('detail.noAlt')}
            </p>
            <p className={classes.quiet}>
              <span dir="ltr">{item.mediaType}</span>
              {item.bytes === null ? null : ` · ${format.bytes(item.bytes)}`}
            </p>
            {item.sha256 ? (
              <code dir="ltr" className={classes.hash}>
                SHA-256 {item.sha256}
              </code>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The ActivityStreams object as people read it. */
export function RecordContent({ record }: { record: ArchiveRecord }) {
  const { t } = useTranslation('records');
  const { activity, channel } = record;
  if (!activity) return <p className={classes.quiet}>{t('detail.erased')}</p>;
  const note = readNote(activity);
  const verdict = record.class === 'approval_decision' && typeof activity.type === 'string' ? activity.type : null;
  return (
    <article className={classes.activity}>
      <Head record={record} />
      {verdict ? <p className={classes.verdict}>{t(`decision.${verdict}`, { defaultValue: verdict })}</p> : null}
      {typeof activity.summary === 'string' ? (
        <p className={classes.text} dir="auto">
          {activity.summary}
        </p>
      ) : null}
      {note.content ? (
        <p
          className={classes.text}
          dir="auto"
          lang={note.language ?? undefined}
          data-quoted={verdict ? true : undefined}
        >
          {record.class === 'reaction' ? t('detail.reaction', { name: note.content }) : note.content}
        </p>
      ) : null}
      <Attachments media={record.media} />
      {record.remoteUrl && channel ? (
        <a href={record.remoteUrl} target="_blank" rel="noreferrer" className={classes.remote}>
          {t('detail.open', { network: networkName(channel.network) })}{' '}
          <IconExternalLink size={14} className="dv-flip" aria-hidden />
        </a>
      ) : null}
    </article>
  );
}
