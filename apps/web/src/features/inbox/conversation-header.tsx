import { lazy, Suspense, useState } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconRotate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../api/queries';
import type { Conversation, ConversationSummary } from '../../api/types';
import { NetworkIcon } from '../../components/network-icon';
import { Pill, type Tone } from '../../components/pill';
import { AssignButton } from './assign-button';
import type { Change } from './conversation-changes';
import { MoreButton } from './more-button';
import classes from './conversation.module.css';

// Menus bring the code that places them; it is downloaded with the first click.
const AssignMenu = lazy(async () => ({ default: (await import('./assign-menu')).AssignMenu }));
const MoreActions = lazy(async () => ({ default: (await import('./more-actions')).MoreActions }));

const statusTones: Record<string, Tone> = {
  open: 'accent',
  pending: 'warn',
  snoozed: 'info',
  resolved: 'good',
  spam: 'bad',
};

export interface ConversationHeaderProps {
  conversation: ConversationSummary | Conversation;
  backTo: string;
  assigning: boolean;
  onAssigning: (open: boolean) => void;
  onChange: (change: Change) => void;
  onContact: () => void;
}

function StatusActions({ conversation, onChange }: Pick<ConversationHeaderProps, 'conversation' | 'onChange'>) {
  const { t } = useTranslation('inbox');
  const resolved = conversation.status === 'resolved';
  return (
    <Button
      size="xs"
      variant={resolved ? 'default' : 'filled'}
      leftSection={
        resolved ? <IconRotate size={16} stroke={1.75} aria-hidden /> : <IconCheck size={16} stroke={2} aria-hidden />
      }
      onClick={() => onChange({ status: resolved ? 'open' : 'resolved' })}
    >
      {t(resolved ? 'conversation.reopen' : 'conversation.resolve')}
    </Button>
  );
}

function Assignment({ conversation, assigning, onAssigning, onChange }: ConversationHeaderProps) {
  const [asked, setAsked] = useState(false);
  const { assignee } = conversation;
  if (!asked && !assigning) {
    const ask = () => {
      setAsked(true);
      onAssigning(true);
    };
    return <AssignButton assignee={assignee} onClick={ask} />;
  }
  return (
    <Suspense fallback={<AssignButton assignee={assignee} />}>
      <AssignMenu
        conversation={conversation}
        opened={assigning}
        onOpened={(opened) => {
          setAsked(true);
          onAssigning(opened);
        }}
        onChange={onChange}
      />
    </Suspense>
  );
}

export function ConversationHeader(props: ConversationHeaderProps) {
  const [moreAsked, setMoreAsked] = useState(false);
  const { conversation, backTo, onChange } = props;
  const { t } = useTranslation('inbox');
  const canAssign = usePermission('inbox:assign');
  const canResolve = usePermission('inbox:resolve');
  return (
    <header className={classes.header}>
      <ActionIcon
        component={Link}
        to={backTo}
        variant="subtle"
        color="gray"
        size={32}
        className={classes.back ?? ''}
        aria-label={t('conversation.back')}
      >
        <IconArrowLeft size={20} className="dv-flip" aria-hidden />
      </ActionIcon>
      <div className={classes.who}>
        <h2 className={classes.name}>
          <bdi>{conversation.contact.displayName}</bdi>
          <Pill tone={statusTones[conversation.status] ?? 'neutral'}>{t(`status.${conversation.status}`)}</Pill>
        </h2>
        <p className={classes.where}>
          <NetworkIcon network={conversation.channel.network} size={14} />
          <span>
            {t(`kinds.${conversation.kind}`)}{' '}
            <bdi>{t('conversation.via', { handle: `\u2068${conversation.channel.handle}\u2069` })}</bdi>
          </span>
        </p>
      </div>
      <div className={classes.actions}>
        {canAssign ? <Assignment {...props} /> : null}
        {canResolve ? <StatusActions conversation={conversation} onChange={onChange} /> : null}
        {moreAsked ? (
          <Suspense fallback={<MoreButton />}>
            <MoreActions {...props} />
          </Suspense>
        ) : (
          <MoreButton onClick={() => setMoreAsked(true)} />
        )}
      </div>
    </header>
  );
}
