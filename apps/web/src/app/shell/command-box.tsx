import '@mantine/spotlight/styles.layer.css';
import { useState, useEffect } from 'react';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import {
  IconLanguage,
  IconLock,
  IconLogout,
  IconMessage,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { keys, useMembers, usePermission } from '../../api/queries';
import type { ConversationSummary, Page } from '../../api/types';
import { LOCALES } from '../../i18n';
import { useNavigation, useSettingsNavigation } from '../navigation';
import { lockNow } from './lock-now';
import { signOut } from './sign-out';
import { changeMemberLocale } from './use-member-locale';

const [store, spotlight] = createSpotlight();

interface CommandBoxProps {
  opened: boolean;
  onClose: () => void;
}

function useDestinations(): SpotlightActionData[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const pages = useNavigation();
  const settings = useSettingsNavigation();
  return [
    ...pages.map((page) => ({
      id: page.path,
      label: t(page.label),
      leftSection: <page.icon size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate(page.path),
    })),
    ...settings.map((page) => ({
      id: page.path,
      label: `${t('nav.settings')} — ${t(page.label)}`,
      leftSection: <IconSettings size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate(page.path),
    })),
  ];
}

function useCommands(): SpotlightActionData[] {
  const { t, i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const languages = LOCALES.filter((locale) => locale !== i18n.language).map((locale) => ({
    id: `language-${locale}`,
    label: `${t('member.language')}: ${t(`languages.${locale}`)}`,
    leftSection: <IconLanguage size={18} stroke={1.6} aria-hidden />,
    onClick: () => void changeMemberLocale(locale),
  }));
  return [
    ...languages,
    {
      id: 'scheme-light',
      label: `${t('member.scheme')}: ${t('member.schemeLight')}`,
      leftSection: <IconSun size={18} stroke={1.6} aria-hidden />,
      onClick: () => setColorScheme('light'),
    },
    {
      id: 'scheme-dark',
      label: `${t('member.scheme')}: ${t('member.schemeDark')}`,
      leftSection: <IconMoon size={18} stroke={1.6} aria-hidden />,
      onClick: () => setColorScheme('dark'),
    },
    {
      id: 'lock',
      label: t('member.lock'),
      leftSection: <IconLock size={18} stroke={1.6} aria-hidden />,
      onClick: () => void lockNow(),
    },
    {
      id: 'sign-out',
      label: t('member.signOut'),
      leftSection: <IconLogout size={18} stroke={1.6} className="dv-flip" aria-hidden />,
      onClick: () => void signOut(),
    },
  ];
}

function useFoundConversations(text: string): SpotlightActionData[] {
  const navigate = useNavigate();
  const allowed = usePermission('inbox:read');
  const [q] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: [keys.conversations, 'search', q],
    queryFn: ({ signal }) => api.get<Page<ConversationSummary>>('/conversations', { query: { q, limit: 6 }, signal }),
    enabled: allowed && q.length >= 2,
  });
  if (q.length < 2) return [];
  return (found.data?.items ?? []).map((conversation) => ({
    id: conversation.id,
    label: conversation.contact.displayName,
    description: conversation.lastMessage?.text.slice(0, 90) ?? '',
    // What the API found may match in words that the label does not show.
    keywords: [text],
    leftSection: <IconMessage size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate(`/inbox/${conversation.id}`),
  }));
}

function useFoundMembers(text: string): SpotlightActionData[] {
  const navigate = useNavigate();
  const allowed = usePermission('members:read');
  const members = useMembers(allowed);
  if (text.trim().length < 2) return [];
  return (members.data?.items ?? []).map((member) => ({
    id: `member-${member.id}`,
    label: member.name,
    description: member.email ?? '',
    leftSection: <IconUser size={18} stroke={1.6} aria-hidden />,
    onClick: () => void navigate(`/settings/members?q=${encodeURIComponent(member.name)}`),
  }));
}

/** Ctrl-K: go anywhere, do anything, find anyone. */
export function CommandBox({ opened, onClose }: CommandBoxProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const actions: SpotlightActionGroupData[] = [
    { group: t('spotlight.goTo'), actions: useDestinations() },
    { group: t('spotlight.conversations'), actions: useFoundConversations(text) },
    { group: t('spotlight.people'), actions: useFoundMembers(text) },
    { group: t('spotlight.do'), actions: useCommands() },
  ];

  useEffect(() => {
    if (opened) spotlight.open();
  }, [opened]);

  return (
    <Spotlight
      store={store}
      attributes={{ content: { 'aria-label': t('spotlight.open') } }}
      shortcut={null}
      query={text}
      onQueryChange={setText}
      onSpotlightClose={() => {
        setText('');
        onClose();
      }}
      actions={actions.filter((group) => group.actions.length > 0)}
      limit={24}
      scrollable
      maxHeight="min(26rem, 70vh)"
      highlightQuery={false}
      nothingFound={t('spotlight.nothing')}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden />,
        placeholder: t('spotlight.placeholder'),
        'aria-label': t('spotlight.open'),
      }}
    />
  );
}
