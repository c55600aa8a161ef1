import { IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTeams } from '../../api/queries';
import type { Team } from '../../api/types';
import { DataList, type DataColumn } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { QueryView } from '../../components/query-view';

export function TeamsList() {
  const { t } = useTranslation('accounts');
  const teams = useTeams();
  const columns: DataColumn<Team>[] = [
    {
      key: 'name',
      header: t('teams.name'),
      width: 'minmax(10rem, 3fr)',
      render: (team) => (
        <strong>
          <bdi>{team.name}</bdi>
        </strong>
      ),
    },
    {
      key: 'members',
      header: t('teams.members'),
      width: '8rem',
      render: (team) => t('teams.count', { count: team.memberCount }),
    },
  ];
  return (
    <QueryView
      query={teams}
      isEmpty={(data) => data.items.length === 0}
      empty={
        <EmptyState icon={IconUsersGroup} title={t('teams.emptyTitle')}>
          {t('teams.emptyText')}
        </EmptyState>
      }
    >
      {(data) => <DataList items={data.items} columns={columns} label={t('tabs.teams')} keyOf={(team) => team.id} />}
    </QueryView>
  );
}
