import { useMemo } from 'react';
import { TextInput } from '@mantine/core';
import { IconSearch, IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMembers, useTeams } from '../../api/queries';
import type { Member, MemberState, Team } from '../../api/types';
import { DataList, type DataColumn } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill, type Tone } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { useRoleName } from '../../components/role-name';
import { Time } from '../../components/time';
import { useFormat } from '../../i18n/format';
import classes from './accounts.module.css';

export const stateTones: Record<MemberState, Tone> = { active: 'good', invited: 'info', disabled: 'neutral' };

interface MembersListProps {
  q: string;
  onSearch: (q: string) => void;
  onOpen: (member: Member) => void;
}

function useColumns(teams: Team[]): DataColumn<Member>[] {
  const { t } = useTranslation(['accounts', 'common']);
  const format = useFormat();
  const roleName = useRoleName();
  const teamNames = (member: Member) =>
    teams.filter((team) => member.teamIds.includes(team.id)).map((team) => team.name);
  return [
    {
      key: 'name',
      header: t('list.name'),
      width: 'minmax(13rem, 2fr)',
      render: (member) => (
        <span className={classes.person}>
          <PersonAvatar name={member.name} size={32} />
          <span className={classes.personText}>
            <bdi className={classes.personName}>{member.name}</bdi>
            <bdi dir="ltr" className={classes.email}>
              {member.email}
            </bdi>
          </span>
        </span>
      ),
    },
    {
      key: 'roles',
      header: t('list.roles'),
      width: 'minmax(9rem, 1.5fr)',
      wideOnly: true,
      render: (member) => format.list(member.roles.map((role) => roleName(role))),
    },
    {
      key: 'teams',
      header: t('list.teams'),
      width: 'minmax(8rem, 1.5fr)',
      wideOnly: true,
      render: (member) =>
        teamNames(member).length > 0 ? (
          <bdi>{format.list(teamNames(member))}</bdi>
        ) : (
          <span className={classes.quiet}>{t('list.noTeams')}</span>
        ),
    },
    {
      key: 'state',
      header: t('list.state'),
      width: '6.5rem',
      render: (member) => <Pill tone={stateTones[member.state]}>{t(`states.${member.state}`)}</Pill>,
    },
    {
      key: 'lastActive',
      header: t('list.lastActive'),
      width: '9rem',
      wideOnly: true,
      render: (member) =>
        member.lastActiveAt ? (
          <Time at={member.lastActiveAt} as="relative" />
        ) : (
          <span className={classes.quiet}>{t('common:states.never')}</span>
        ),
    },
  ];
}

export function MembersList({ q, onSearch, onOpen }: MembersListProps) {
  const { t } = useTranslation('accounts');
  const members = useMembers();
  const teams = useTeams().data?.items ?? [];
  const columns = useColumns(teams);
  const shown = useMemo(() => {
    const wanted = q.trim().toLocaleLowerCase();
    const all = members.data?.items ?? [];
    return wanted ? all.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(wanted)) : all;
  }, [members.data, q]);

  return (
    <>
      <TextInput
        className={classes.search ?? ''}
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={q}
        onChange={(event) => onSearch(event.currentTarget.value)}
        dir="auto"
      />
      <QueryView
        query={members}
        isEmpty={() => shown.length === 0}
        empty={
          <EmptyState icon={IconUserSearch} title={t('list.emptyTitle')}>
            {t('list.emptyText')}
          </EmptyState>
        }
      >
        {() => (
          <DataList
            items={shown}
            columns={columns}
            label={t('tabs.members')}
            keyOf={(member) => member.id}
            rowHeight={57}
            onOpen={onOpen}
          />
        )}
      </QueryView>
    </>
  );
}
