import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useChannels, usePermission } from '../../api/queries';
import type { ConversationSummary } from '../../api/types';
import { NetworkIcon } from '../../components/network-icon';
import { PersonAvatar } from '../../components/person-avatar';
import { QueryView } from '../../components/query-view';
import { Time } from '../../components/time';
import { useContact } from './inbox-queries';
import classes from './contact.module.css';

interface ContactCardProps {
  conversation: ConversationSummary;
  search: string;
}

/** Who is writing: their handles and what they wrote before, over all networks. */
export function ContactCard({ conversation, search }: ContactCardProps) {
  const { t } = useTranslation('inbox');
  const contact = useContact(conversation.contact.id, true);
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  const handleOf = (id: string) => channels.find((channel) => channel.id === id)?.handle ?? t('contact.untitled');
  const { displayName, avatarUrl } = conversation.contact;
  return (
    <div className={classes.card}>
      <div className={classes.person}>
        <PersonAvatar name={displayName} url={avatarUrl} size={56} />
        <bdi className={classes.name}>{displayName}</bdi>
      </div>
      <QueryView query={contact}>
        {(data) => (
          <>
            <h3 className={classes.heading}>{t('contact.identities')}</h3>
            <ul className={classes.list}>
              {data.identities.map((identity) => (
                <li key={identity.id} className={classes.identity}>
                  <NetworkIcon network={identity.network} />
                  <bdi dir="ltr" className={classes.handle} title={identity.handle}>
                    {identity.handle}
                  </bdi>
                  {identity.profileUrl ? (
                    <a
                      href={identity.profileUrl}
                      target="_blank"
                      rel="noreferrer"
                      className={classes.out}
                      aria-label={`${t('contact.profile')}: ${identity.handle}`}
                    >
                      <IconExternalLink size={15} className="dv-flip" aria-hidden />
                    </a>
                  ) : null}
                </li>
              ))}
            </ul>
            <h3 className={classes.heading}>{t('contact.history')}</h3>
            {data.conversations.filter((other) => other.id !== conversation.id).length === 0 ? (
              <p className={classes.quiet}>{t('contact.historyEmpty')}</p>
            ) : (
              <ul className={classes.list}>
                {data.conversations
                  .filter((other) => other.id !== conversation.id)
                  .map((other) => (
                    <li key={other.id}>
                      <Link to={`/inbox/${other.id}${search}`} className={classes.past}>
                        <bdi className={classes.subject}>{other.subject || handleOf(other.channelId)}</bdi>
                        <span className={classes.quiet}>
                          <Time at={other.lastMessageAt} /> · {t(`status.${other.status}`)}
                        </span>
                      </Link>
                    </li>
                  ))}
              </ul>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}
