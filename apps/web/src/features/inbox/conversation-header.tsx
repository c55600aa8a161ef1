import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArrowLeft,
  IconCheck,
  IconClockPause,
  IconDots,
  IconExternalLink,
  IconId,
  IconRotate,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../api/queries';
import type { Conversation, ConversationSummary } from '../../api/types';
import { NetworkIcon, networkName } from '../../components/network-icon';
import { Pill, type Tone } from '../../components/pill';
import { AssignMenu } from './assign-menu';
import type { Change } from './conversation-changes';
import classes from './conversation.module.css';

const statusTones: Record<string, Tone> = {
  open: 'accent',
  pending: 'warn',
  snoozed: 'info',
  resolved: 'good',
  spam: 'bad',
};

interface ConversationHeaderProps {
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

function MoreActions({ conversation, onChange, onContact }: ConversationHeaderProps) {
  const { t } = useTranslation('inbox');
  const canResolve = usePermission('inbox:resolve');
  const url = 'url' in conversation ? conversation.url : null;
  const network = networkName(conversation.channel.network);
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t('conversation.more')}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          className={classes.contactItem ?? ''}
          leftSection={<IconId size={16} aria-hidden />}
          onClick={onContact}
        >
          {t('conversation.contact', { name: conversation.contact.displayName })}
        </Menu.Item>
        {canResolve && conversation.status !== 'pending' ? (
          <Menu.Item
            leftSection={<IconClockPause size={16} aria-hidden />}
            onClick={() => onChange({ status: 'pending' })}
          >
            {t('conversation.pending')}
          </Menu.Item>
        ) : null}
        {url ? (
          <Menu.Item
            component="a"
            href={url}
            target="_blank"
            rel="noreferrer"
            leftSection={<IconExternalLink size={16} className="dv-flip" aria-hidden />}
          >
            {t('conversation.openOnNetwork', { network })}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ConversationHeader(props: ConversationHeaderProps) {
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
        {canAssign ? (
          <AssignMenu
            conversation={conversation}
            opened={props.assigning}
            onOpened={props.onAssigning}
            onChange={onChange}
          />
        ) : null}
        {canResolve ? <StatusActions conversation={conversation} onChange={onChange} /> : null}
        <MoreActions {...props} />
      </div>
    </header>
  );
}
