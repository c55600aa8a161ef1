import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRoles } from '../../../api/queries';
import type { ReviewedMember } from '../../../api/types';
import { FilterBar, SearchField } from '../../../components/filter-bar';
import { usePermissionText } from '../../../components/permission-text';
import { useRoleName } from '../../../components/role-name';
import { channelsIn, type ReviewFilters } from './review';

interface ReviewFilterBarProps {
  filters: ReviewFilters;
  onFilter: (changes: Partial<ReviewFilters>) => void;
  rows: ReviewedMember[];
}

const STATES = ['active', 'invited', 'disabled'] as const;

export function ReviewFilterBar({ filters, onFilter, rows }: ReviewFilterBarProps) {
  const { t } = useTranslation(['access-review', 'accounts']);
  const roleName = useRoleName();
  const words = usePermissionText();
  const { items: roles = [], permissions = [] } = useRoles().data ?? {};
  const select = (
    name: 'channel' | 'permission' | 'role' | 'state',
    all: string,
    data: { value: string; label: string }[],
  ) => (
    <NativeSelect
      aria-label={t(`filter.${name}`)}
      value={filters[name]}
      onChange={(event) => onFilter({ [name]: event.currentTarget.value })}
      data={[{ value: '', label: all }, ...data]}
    />
  );
  return (
    <FilterBar>
      <SearchField label={t('accounts:search')} value={filters.q} onChange={(q) => onFilter({ q })} />
      {select(
        'permission',
        t('filter.anything'),
        permissions.map(({ id, description }) => ({ value: id, label: words.of(id, description).label })),
      )}
      {select(
        'channel',
        t('filter.anywhere'),
        channelsIn(rows).map(({ id, handle }) => ({ value: id, label: handle })),
      )}
      {select(
        'role',
        t('accounts:filter.allRoles'),
        roles.map(({ id, name }) => ({ value: id, label: roleName(id, name) })),
      )}
      {select(
        'state',
        t('filter.notDisabled'),
        STATES.map((state) => ({ value: state, label: t(`accounts:states.${state}`) })),
      )}
    </FilterBar>
  );
}
