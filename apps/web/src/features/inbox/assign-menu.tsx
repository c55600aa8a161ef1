import { Menu } from '@mantine/core';
import { IconCheck, IconUserCheck, IconUserX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, useMembers, usePermission } from '../../api/queries';
import type { ConversationSummary } from '../../api/types';
import { AssignButton } from './assign-button';
import type { Change } from './conversation-changes';
import classes from './inbox.module.css';

interface AssignMenuProps {
  conversation: ConversationSummary;
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onChange: (change: Change) => void;
}

export function AssignMenu({ conversation, opened, onOpened, onChange }: AssignMenuProps) {
  const { t } = useTranslation('inbox');
  const me = useMe().data?.member;
  const canSeeMembers = usePermission('members:read');
  const members = useMembers(canSeeMembers && opened).data?.items ?? [];
  const others = members.filter((member) => member.state === 'active' && member.id !== me?.id);
  const { assignee } = conversation;

  return (
    // By default a key outside closes it: also the very press that opens it, from the second time on.
    <Menu
      opened={opened}
      onChange={onOpened}
      position="bottom-end"
      width={240}
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Menu.Target>
        <AssignButton assignee={assignee} />
      </Menu.Target>
      <Menu.Dropdown className={classes.assignMenu ?? ''}>
        {me && assignee?.id !== me.id ? (
          <Menu.Item
            leftSection={<IconUserCheck size={16} aria-hidden />}
            onClick={() => onChange({ assignee: { id: me.id, name: me.name } })}
          >
            {t('conversation.assignToMe')}
          </Menu.Item>
        ) : null}
        {assignee ? (
          <Menu.Item leftSection={<IconUserX size={16} aria-hidden />} onClick={() => onChange({ assignee: null })}>
            {t('conversation.unassign')}
          </Menu.Item>
        ) : null}
        {others.length > 0 ? <Menu.Label>{t('conversation.members')}</Menu.Label> : null}
        {others.map((member) => (
          <Menu.Item
            key={member.id}
            onClick={() => onChange({ assignee: { id: member.id, name: member.name } })}
            rightSection={member.id === assignee?.id ? <IconCheck size={16} aria-hidden /> : null}
          >
            <bdi>{member.name}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
