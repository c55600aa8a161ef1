import type { ComponentPropsWithRef } from 'react';
import { Button } from '@mantine/core';
import { IconUserCheck, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../api/types';
import classes from './inbox.module.css';

type AssignButtonProps = { assignee: ConversationSummary['assignee'] } & Omit<ComponentPropsWithRef<'button'>, 'style'>;

/** Says who has the conversation; the menu that it opens is downloaded with the first use. */
export function AssignButton({ assignee, ...props }: AssignButtonProps) {
  const { t } = useTranslation('inbox');
  const Glyph = assignee ? IconUserCheck : IconUserPlus;
  return (
    <Button
      aria-haspopup="menu"
      variant="default"
      size="xs"
      {...props}
      leftSection={<Glyph size={16} stroke={1.75} aria-hidden />}
      aria-label={assignee ? t('conversation.assignedTo', { name: assignee.name }) : t('conversation.assign')}
      className={classes.assign ?? ''}
    >
      {assignee ? <bdi>{assignee.name}</bdi> : t('conversation.assign')}
    </Button>
  );
}
