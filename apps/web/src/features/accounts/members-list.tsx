import { useMemo } from 'react';
import { NativeSelect } from '@mantine/core';
import { IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAllPages } from '../../api/all-pages';
import { keys, useRoles, useTeams } from '../../api/queries';
import type { Member, MemberState, Team } from '../../api/types';
import { DataList, type DataColumn } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { FilterBar, SearchField } from '../../components/filter-bar';
import { PersonAvatar } from '../../components/person-avatar';
import { Pill, type Tone } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { useRoleName } from '../../components/role-name';
import { useRoleNames } from '../../components/role-names';
import { Time } from '../../components/time';
import { RowName, TwoLines } from '../../components/two-lines';
import { useFormat } from '../../i18n/format';
import classes from './accounts.module.css';

export const stateTones: Record<MemberState, Tone> = { active: 'good', invited: 'info', disabled: 'neutral' };
const STATES: MemberState[] = ['active', 'invited', 'disabled'];

export interface MemberFilters {
  q: string;
  state: string;
  role: string;
  team: string;
}

interface MembersListProps {
  filters: MemberFilters;
  onFilter: (changes: Partial<MemberFilters>) => void;
  onOpen: (member: Member) => void;
}

/** Programs are members too; they have a page of their own. */
function isPerson(member: Member): boolean {
  return member.kind !== 'service';
}

function isWanted(member: Member, { q, state, role, team }: MemberFilters): boolean {
  if (state && member.state !== state) return false;
  if (role && !member.roles.includes(role)) return false;
  if (team && !member.teamIds.includes(team)) return false;
  const wanted = q.trim().toLocaleLowerCase();
  return !wanted || `${member.name} ${member.email ?? ''}`.toLocaleLowerCase().includes(wanted);
}

function useColumns(teams: Team[]): DataColumn<Member>[] {
  const { t } = useTranslation(['accounts', 'common']);
  const format = useFormat();
  const roleName = useRoleNames();
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
          <TwoLines title={<RowName>{member.name}</RowName>}>
            <bdi dir="ltr">{member.email}</bdi>
          </TwoLines>
        </span>
      ),
    },
    {
      key: 'roles',
      header: t('list.roles'),
      width: 'minmax(9rem, 1.5fr)',
      wideOnly: true,
      render: (member) => format.list(member.roles.map(roleName)),
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

function MemberFilterBar({ filters, onFilter, teams }: Omit<MembersListProps, 'onOpen'> & { teams: Team[] }) {
  const { t } = useTranslation('accounts');
  const roleName = useRoleName();
  const roles = useRoles().data?.items ?? [];
  const select = (name: 'state' | 'role' | 'team', all: string, data: { value: string; label: string }[]) => (
    <NativeSelect
      aria-label={t(`filter.${name}`)}
      value={filters[name]}
      onChange={(event) => onFilter({ [name]: event.currentTarget.value })}
      data={[{ value: '', label: all }, ...data]}
    />
  );
  return (
    <FilterBar>
      <SearchField label={t('search')} value={filters.q} onChange={(q) => onFilter({ q })} />
      {select(
        'state',
        t('filter.allStates'),
        STATES.map((state) => ({ value: state, label: t(`states.${state}`) })),
      )}
      {select(
        'role',
        t('filter.allRoles'),
        roles.map((role) => ({ value: role.id, label: roleName(role.id, role.name) })),
      )}
      {teams.length > 0
        ? select(
            'team',
            t('filter.allTeams'),
            teams.map((team) => ({ value: team.id, label: team.name })),
          )
        : null}
    </FilterBar>
  );
}

export function MembersList({ filters, onFilter, onOpen }: MembersListProps) {
  const { t } = useTranslation('accounts');
  const members = useAllPages<Member>([keys.members], '/members');
  const teams = useTeams().data?.items ?? [];
  const columns = useColumns(teams);
  const shown = useMemo(
    () => (members.data?.items ?? []).filter((member) => isPerson(member) && isWanted(member, filters)),
    [members.data, filters],
  );

  return (
    <>
      <MemberFilterBar filters={filters} onFilter={onFilter} teams={teams} />
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
