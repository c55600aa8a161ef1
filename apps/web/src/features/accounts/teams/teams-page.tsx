import { lazy, Suspense, useState } from 'react';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash, IconUsersGroup, IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useChannels, usePermission, useTeams } from '../../../api/queries';
import type { Team } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { DataList, type DataColumn } from '../../../components/data-list';
import { EmptyState } from '../../../components/empty-state';
import { notifyDone, notifyError } from '../../../components/notify';
import { Page, PageHeader } from '../../../components/page';
import { Permitted } from '../../../components/permitted';
import { QueryView } from '../../../components/query-view';
import { RowName } from '../../../components/two-lines';
import { useFormat } from '../../../i18n/format';
import { useDeleteTeam } from './team-queries';
import classes from '../accounts.module.css';

const TeamDialog = lazy(async () => ({ default: (await import('./team-dialog')).TeamDialog }));

type Open = { dialog: 'form'; team: Team | null } | { dialog: 'delete'; team: Team };

function useChannelNames(): (team: Team) => string[] {
  const channels = useChannels(usePermission('channels:read')).data?.items ?? [];
  return (team) => channels.filter(({ teamIds }) => teamIds.includes(team.id)).map(({ handle }) => handle);
}

/** A channel that lost its last team would be everybody's, so the team stays until that is settled. */
function HeldDialog({ team, channels, onClose }: { team: Team; channels: string[]; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const navigate = useNavigate();
  const format = useFormat();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('teams.heldTitle', { name: team.name })}
      action={t('teams.toChannels')}
      onConfirm={() => void navigate('/settings/channels')}
    >
      {t('teams.heldText', { channels: format.list(channels) })}
    </ConfirmDialog>
  );
}

function DeleteDialog({ team, onClose }: { team: Team; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const remove = useDeleteTeam();
  const channels = useChannelNames()(team);
  if (channels.length > 0) return <HeldDialog team={team} channels={channels} onClose={onClose} />;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('teams.deleteTitle', { name: team.name })}
      action={t('teams.deleteAction')}
      dangerous
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(team, {
          onSuccess: () => {
            notifyDone(t('teams.deleted', { name: team.name }));
            onClose();
          },
          onError: (error) => notifyError(error),
        })
      }
    >
      {t('teams.deleteText', { count: team.memberCount })}
    </ConfirmDialog>
  );
}

function TeamMenu({ team, onOpen }: { team: Team; onOpen: (open: Open) => void }) {
  const { t } = useTranslation(['accounts', 'common']);
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="default" size={32} aria-label={t('teams.actionsFor', { name: team.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onOpen({ dialog: 'form', team })}>
          {t('teams.rename')}
        </Menu.Item>
        <Menu.Item
          className={classes.danger ?? ''}
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => onOpen({ dialog: 'delete', team })}
        >
          {t('common:actions.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useColumns(canManage: boolean, onOpen: (open: Open) => void): DataColumn<Team>[] {
  const { t } = useTranslation('accounts');
  const channelNames = useChannelNames();
  const format = useFormat();
  const columns: DataColumn<Team>[] = [
    {
      key: 'name',
      header: t('teams.name'),
      width: 'minmax(9rem, 2fr)',
      render: (team) => <RowName>{team.name}</RowName>,
    },
    {
      key: 'members',
      header: t('teams.members'),
      width: '6.5rem',
      render: (team) => t('teams.count', { count: team.memberCount }),
    },
    {
      key: 'channels',
      header: t('teams.channels'),
      width: 'minmax(9rem, 3fr)',
      wideOnly: true,
      render: (team) => {
        const names = channelNames(team);
        return names.length > 0 ? (
          <bdi>{format.list(names)}</bdi>
        ) : (
          <span className={classes.quiet}>{t('teams.noChannels')}</span>
        );
      },
    },
  ];
  if (!canManage) return columns;
  const actions: DataColumn<Team> = {
    key: 'actions',
    header: t('teams.actions'),
    width: '3.5rem',
    align: 'end',
    render: (team) => <TeamMenu team={team} onOpen={onOpen} />,
  };
  return [...columns, actions];
}

/** Teams: who works together, and so who sees which channel. */
export function TeamsPage() {
  const { t } = useTranslation('accounts');
  const teams = useTeams();
  const canManage = usePermission('members:manage');
  const [open, setOpen] = useState<Open | null>(null);
  const columns = useColumns(canManage, setOpen);
  const close = () => setOpen(null);
  const add = canManage ? (
    <Button
      leftSection={<IconUsersPlus size={16} aria-hidden />}
      onClick={() => setOpen({ dialog: 'form', team: null })}
    >
      {t('teams.add')}
    </Button>
  ) : null;
  return (
    <>
      <Page width="list">
        <PageHeader title={t('tabs.teams')} description={t('teams.lead')} actions={add} />
        <Permitted permission="members:read">
          <QueryView
            query={teams}
            isEmpty={(data) => data.items.length === 0}
            empty={
              <EmptyState icon={IconUsersGroup} title={t('teams.emptyTitle')} action={add}>
                {t('teams.emptyText')}
              </EmptyState>
            }
          >
            {(data) => (
              <DataList items={data.items} columns={columns} label={t('tabs.teams')} keyOf={(team) => team.id} />
            )}
          </QueryView>
        </Permitted>
      </Page>
      <Suspense fallback={null}>
        {open?.dialog === 'form' ? <TeamDialog existing={open.team} onClose={close} /> : null}
        {open?.dialog === 'delete' ? <DeleteDialog team={open.team} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
