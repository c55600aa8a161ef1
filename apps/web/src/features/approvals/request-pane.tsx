import { useState } from 'react';
import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowLeft,
  IconCheck,
  IconInfoCircle,
  IconMessage2Exclamation,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../api/queries';
import type { ApprovalRequest, Decision } from '../../api/types';
import { Key } from '../../components/key';
import { Notice } from '../../components/notice';
import { DecisionList } from '../../components/post/decision-list';
import { usePreviewChannels, variantMedia } from '../../components/post/post-channels';
import { PostPreview } from '../../components/post/post-preview';
import { QueryView } from '../../components/query-view';
import { useShortcuts } from '../../components/shortcuts';
import { useRequest } from './approval-queries';
import { DecisionDialog } from './decision-dialog';
import { RequestFacts } from './request-facts';
import { RequestStatePill } from './request-state';
import decide from './decide.module.css';
import classes from './approvals.module.css';

interface RequestPaneProps {
  id: string;
  search: string;
  onDecided: () => void;
}

const buttons: [Decision, key: string, typeof IconCheck][] = [
  ['reject', 'r', IconX],
  ['request_changes', 'c', IconMessage2Exclamation],
  ['approve', 'a', IconCheck],
];

function DecisionBar({ request, onAsk }: { request: ApprovalRequest; onAsk: (decision: Decision) => void }) {
  const { t, i18n } = useTranslation(['approvals', 'problems']);
  const { canDecide, cannotDecideReason, state } = request;
  if (!canDecide) {
    if (state !== 'pending') return null;
    const key = `problems:${cannotDecideReason ?? ''}`;
    return (
      <p className={decide.cannot}>
        <IconInfoCircle size={18} aria-hidden />
        <span>{cannotDecideReason && i18n.exists(key) ? t(key) : t('cannotDecide')}</span>
      </p>
    );
  }
  return (
    <div className={decide.decide} role="group" aria-label={t('actions.label')}>
      {buttons.map(([decision, key, Glyph]) => (
        <Button
          key={decision}
          variant={decision === 'approve' ? 'filled' : 'default'}
          leftSection={<Glyph size={17} aria-hidden />}
          rightSection={
            <span className={decide.keyHint} aria-hidden>
              <Key>{key}</Key>
            </span>
          }
          aria-keyshortcuts={key}
          onClick={() => onAsk(decision)}
        >
          {t(`actions.${decision}`)}
        </Button>
      ))}
    </div>
  );
}

function ChangedNotice({ request }: { request: ApprovalRequest }) {
  const { t } = useTranslation('approvals');
  if (request.contentHash === request.post.contentHash) return null;
  return (
    <Notice tone="warn" icon={IconAlertTriangle} title={t('changed.title')}>
      {t('changed.text')}
    </Notice>
  );
}

function LoadedRequest({ request, search, onDecided }: RequestPaneProps & { request: ApprovalRequest }) {
  const { t } = useTranslation('approvals');
  const [asking, setAsking] = useState<Decision | null>(null);
  const previewOf = usePreviewChannels();
  const canReadPosts = usePermission('posts:read');
  const { post } = request;
  const may = (decision: Decision) => (request.canDecide ? () => setAsking(decision) : null);
  useShortcuts([
    ['a', may('approve')],
    ['c', may('request_changes')],
    ['r', may('reject')],
  ]);
  return (
    <article className={classes.pane} aria-label={post.title ?? t('list.untitled')}>
      <header className={classes.paneHead}>
        <Link to={`/approvals${search}`} className={classes.back} aria-label={t('list.back')}>
          <IconArrowLeft size={19} className="dv-flip" aria-hidden />
        </Link>
        <div className={classes.paneTitles}>
          <h2 className={classes.paneTitle} dir="auto">
            {post.title ?? t('list.untitled')}
          </h2>
          <RequestStatePill state={request.state} />
        </div>
        {canReadPosts ? (
          <Link to={`/publish/${post.id}`} className={classes.toPost}>
            {t('openPost')}
          </Link>
        ) : null}
      </header>
      <div className={classes.paneBody} tabIndex={0} role="region" aria-label={t('whatGoesOut')}>
        <ChangedNotice request={request} />
        {request.decisions.length > 0 ? <DecisionList decisions={request.decisions} label={t('decisions')} /> : null}
        <RequestFacts request={request} />
        <h3 className={classes.subtitle}>{t('whatGoesOut')}</h3>
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
        {post.media.length > 0 ? (
          <>
            <h3 className={classes.subtitle}>{t('altTexts')}</h3>
            <ol className={classes.altTexts}>
              {post.media.map((media) => (
                <li key={media.id} dir="auto">
                  {media.altText || t('noAltText')}
                </li>
              ))}
            </ol>
          </>
        ) : null}
      </div>
      <footer className={classes.paneFoot}>
        <DecisionBar request={request} onAsk={setAsking} />
      </footer>
      {asking ? (
        <DecisionDialog
          request={request}
          decision={asking}
          onClose={() => setAsking(null)}
          onDecided={() => {
            setAsking(null);
            onDecided();
          }}
        />
      ) : null}
    </article>
  );
}

export function RequestPane(props: RequestPaneProps) {
  const request = useRequest(props.id);
  return <QueryView query={request}>{(data) => <LoadedRequest {...props} request={data} />}</QueryView>;
}
