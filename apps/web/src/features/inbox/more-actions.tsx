import { Menu } from '@mantine/core';
import { IconClockPause, IconExternalLink, IconId } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { Conversation, ConversationSummary } from '../../api/types';
import { networkName } from '../../components/network-icon';
import type { Change } from './conversation-changes';
import { MoreButton } from './more-button';
import classes from './conversation.module.css';

interface MoreActionsProps {
  conversation: ConversationSummary | Conversation;
  onChange: (change: Change) => void;
  onContact: () => void;
}

/** Opened from the start: it comes with the first click on the button that it replaces. */
export function MoreActions({ conversation, onChange, onContact }: MoreActionsProps) {
  const { t } = useTranslation('inbox');
  const canResolve = usePermission('inbox:resolve');
  const url = 'url' in conversation ? conversation.url : null;
  const network = networkName(conversation.channel.network);
  return (
    <Menu position="bottom-end" width={230} defaultOpened>
      <Menu.Target>
        <MoreButton />
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
