import { useState } from 'react';
import { Button } from '@mantine/core';
import {
  IconCheck,
  IconClock,
  IconExternalLink,
  IconLoader,
  IconQuestionMark,
  IconRefresh,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, usePermission } from '../../api/queries';
import type { Post, Publication, PublicationState } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { NetworkIcon, networkName } from '../../components/network-icon';
import { notifyDone, notifyError } from '../../components/notify';
import { Pill, type Tone } from '../../components/pill';
import { Time } from '../../components/time';
import { keepPost } from './post-queries';
import { useReasonText } from './reason-text';
import classes from './detail.module.css';

const looks: Record<PublicationState, [Tone, Icon]> = {
  scheduled: ['accent', IconClock],
  sending: ['info', IconLoader],
  published: ['good', IconCheck],
  rejected: ['bad', IconX],
  unknown: ['warn', IconQuestionMark],
  cancelled: ['neutral', IconX],
};

type Act = 'reconcile' | 'retry';

function useAct(post: Post, publication: Publication) {
  const { t } = useTranslation('publishing');
  return useMutation({
    mutationFn: (act: Act) => api.post<Post>(`/publications/${publication.id}/${act}`),
    onSuccess: (changed, act) => {
      keepPost(changed);
      const now = changed.publications.find(({ id }) => id === publication.id);
      const found = now?.state === 'published' ? 'found' : now?.confirmedAbsent ? 'absent' : 'stillUnknown';
      notifyDone(t(act === 'retry' ? 'publications.retried' : `publications.${found}`));
    },
    onError: (error) => {
      notifyError(error);
      void queryClient.invalidateQueries({ queryKey: [keys.posts, post.id] });
    },
  });
}

function Explanation({ publication }: { publication: Publication }) {
  const { t } = useTranslation('publishing');
  const reasonText = useReasonText();
  const { state, error, confirmedAbsent } = publication;
  if (state === 'unknown') {
    return (
      <div className={classes.explain}>
        <p>{t(confirmedAbsent ? 'publications.absentHelp' : 'publications.unknownHelp')}</p>
      </div>
    );
  }
  if (!error || state === 'published') return null;
  return (
    <div className={classes.explain}>
      <p>
        {state === 'rejected' ? null : `${t('publications.lastTry')} `}
        {reasonText(error)}
      </p>
      <code dir="ltr" className={classes.code}>
        {error.code}
      </code>
    </div>
  );
}

function isRetryable({ state, confirmedAbsent }: Publication): boolean {
  return state === 'rejected' || (state === 'unknown' && confirmedAbsent);
}

function PublicationActions({ post, publication }: PublicationProps) {
  const { t } = useTranslation('publishing');
  const [asking, setAsking] = useState(false);
  const act = useAct(post, publication);
  const unknown = publication.state === 'unknown';
  const retryable = isRetryable(publication);
  if (!unknown && !retryable) return null;
  return (
    <div className={classes.publicationActions}>
      {unknown ? (
        <Button
          size="compact-sm"
          variant={retryable ? 'default' : 'filled'}
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={() => act.mutate('reconcile')}
          loading={act.isPending && act.variables === 'reconcile'}
        >
          {t('publications.reconcile')}
        </Button>
      ) : null}
      {retryable ? (
        <Button size="compact-sm" onClick={() => setAsking(true)} disabled={act.isPending}>
          {t('publications.retry')}
        </Button>
      ) : null}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('publications.retryTitle')}
        action={t('publications.retry')}
        onConfirm={() => {
          setAsking(false);
          act.mutate('retry');
        }}
      >
        {t('publications.retryText')}
      </ConfirmDialog>
    </div>
  );
}

function Published({ publication, network }: { publication: Publication; network: string }) {
  const { t } = useTranslation('publishing');
  const { publishedAt, remoteUrl } = publication;
  if (!publishedAt && !remoteUrl) return null;
  return (
    <p className={classes.published}>
      {publishedAt ? <Time at={publishedAt} as="full" /> : null}
      {remoteUrl ? (
        <a href={remoteUrl} target="_blank" rel="noreferrer">
          {t('publications.open', { network: networkName(network) })}{' '}
          <IconExternalLink size={14} className="dv-flip" aria-hidden />
        </a>
      ) : null}
    </p>
  );
}

interface PublicationProps {
  post: Post;
  publication: Publication;
}

function PublicationItem({ post, publication }: PublicationProps) {
  const { t } = useTranslation('publishing');
  const allowed = usePermission('posts:submit');
  const channel = post.variants.find(({ channelId }) => channelId === publication.channelId)?.channel;
  const network = channel?.network ?? '';
  const [tone, glyph] = looks[publication.state];
  return (
    <li className={classes.publication}>
      <div className={classes.publicationHead}>
        <NetworkIcon network={network} size={17} />
        <bdi dir="ltr" className={classes.handle}>
          {channel?.handle}
        </bdi>
        <Pill tone={tone} icon={glyph}>
          {t(`publications.states.${publication.state}`)}
        </Pill>
      </div>
      <Published publication={publication} network={network} />
      <Explanation publication={publication} />
      {allowed ? <PublicationActions post={post} publication={publication} /> : null}
    </li>
  );
}

/** What became of the post on each channel, and what can be done where it did not simply succeed. */
export function PublicationList({ post }: { post: Post }) {
  const { t } = useTranslation('publishing');
  return (
    <ul className={classes.publications} aria-label={t('publications.title')}>
      {post.publications.map((publication) => (
        <PublicationItem key={publication.id} post={post} publication={publication} />
      ))}
    </ul>
  );
}
