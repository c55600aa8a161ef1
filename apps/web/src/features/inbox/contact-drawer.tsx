import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../api/types';
import { ContactCard } from './contact-card';

interface ContactDrawerProps {
  conversation: ConversationSummary;
  search: string;
  onClose: () => void;
}

/** The contact's card where there is no room for it beside the conversation. */
export function ContactDrawer({ conversation, search, onClose }: ContactDrawerProps) {
  const { t } = useTranslation(['inbox', 'common']);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="sm"
      title={t('contact.label')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <ContactCard conversation={conversation} search={search} />
    </Drawer>
  );
}
