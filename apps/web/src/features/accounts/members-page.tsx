import { lazy, Suspense, useState } from 'react';
import { Button, Tabs } from '@mantine/core';
import { IconUserPlus, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { Member } from '../../api/types';
import { Page, PageHeader } from '../../components/page';
import { useUrlFilters } from '../../components/url-filters';
import { MembersList } from './members-list';
import { TeamsList } from './teams-list';
import classes from './accounts.module.css';

const InviteDialog = lazy(async () => ({ default: (await import('./invite-dialog')).InviteDialog }));
const MemberDialog = lazy(async () => ({ default: (await import('./member-dialog')).MemberDialog }));
const TeamDialog = lazy(async () => ({ default: (await import('./team-dialog')).TeamDialog }));

const FILTERS = ['tab', 'q'] as const;

type Open = { dialog: 'invite'; again?: Member } | { dialog: 'team' } | { dialog: 'member'; member: Member };

interface MembersDialogsProps {
  open: Open | null;
  onOpen: (open: Open | null) => void;
  canManage: boolean;
}

function MembersDialogs({ open, onOpen, canManage }: MembersDialogsProps) {
  const close = () => onOpen(null);
  return (
    <Suspense fallback={null}>
      {open?.dialog === 'invite' ? <InviteDialog again={open.again ?? null} onClose={close} /> : null}
      {open?.dialog === 'team' ? <TeamDialog onClose={close} /> : null}
      {open?.dialog === 'member' ? (
        <MemberDialog
          member={open.member}
          canManage={canManage}
          onClose={close}
          onInviteAgain={() => onOpen({ dialog: 'invite', again: open.member })}
        />
      ) : null}
    </Suspense>
  );
}

export function MembersPage() {
  const { t } = useTranslation('accounts');
  const [filters, setFilters] = useUrlFilters(FILTERS);
  const canManage = usePermission('members:manage');
  const [open, setOpen] = useState<Open | null>(null);
  const onTeams = filters.tab === 'teams';

  const action = onTeams ? (
    <Button leftSection={<IconUsersPlus size={16} aria-hidden />} onClick={() => setOpen({ dialog: 'team' })}>
      {t('teams.add')}
    </Button>
  ) : (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setOpen({ dialog: 'invite' })}>
      {t('invite')}
    </Button>
  );

  return (
    <div className={classes.page}>
      <Page>
        <PageHeader title={t('title')} description={t('lead')} actions={canManage ? action : null} />
        <Tabs
          value={onTeams ? 'teams' : 'members'}
          onChange={(tab) => setFilters({ tab: tab === 'teams' ? 'teams' : '' })}
          className={classes.tabs ?? ''}
          keepMounted={false}
        >
          <Tabs.List>
            <Tabs.Tab value="members">{t('tabs.members')}</Tabs.Tab>
            <Tabs.Tab value="teams">{t('tabs.teams')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="members" className={classes.panel ?? ''}>
            <MembersList
              q={filters.q}
              onSearch={(q) => setFilters({ q })}
              onOpen={(member) => setOpen({ dialog: 'member', member })}
            />
          </Tabs.Panel>
          <Tabs.Panel value="teams" className={classes.panel ?? ''}>
            <TeamsList />
          </Tabs.Panel>
        </Tabs>
      </Page>
      <MembersDialogs open={open} onOpen={setOpen} canManage={canManage} />
    </div>
  );
}
