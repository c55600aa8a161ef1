import { useMemo } from 'react';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../api/types';
import { DataList, type DataColumn } from '../../components/data-list';
import { EmptyState } from '../../components/empty-state';
import { Time } from '../../components/time';
import { RowName, TwoLines } from '../../components/two-lines';
import { standingOf } from './key-form';
import { KeyState } from './key-state';
import classes from './keys.module.css';

interface KeyListProps {
  items: ApiKey[];
  filters: { member: string; state: string };
  onOpen: (apiKey: ApiKey) => void;
}

function isWanted(apiKey: ApiKey, { member, state }: KeyListProps['filters']): boolean {
  if (member && apiKey.serviceMember.id !== member) return false;
  if (state === 'all') return true;
  const standing = standingOf(apiKey);
  return state === 'attention' ? standing === 'soon' || standing === 'stale' : apiKey.state === 'active';
}

function useColumns(): DataColumn<ApiKey>[] {
  const { t } = useTranslation('keys');
  return [
    {
      key: 'name',
      header: t('list.name'),
      width: 'minmax(10rem, 2fr)',
      render: (apiKey) => (
        <TwoLines title={<RowName>{apiKey.name}</RowName>}>
          <bdi>{apiKey.serviceMember.name}</bdi> · <code dir="ltr">dk_{apiKey.prefix}_…</code>
        </TwoLines>
      ),
    },
    {
      key: 'scopes',
      header: t('list.reach'),
      width: 'minmax(9rem, 1.3fr)',
      wideOnly: true,
      render: ({ scopes, channelIds }) => (
        <TwoLines title={t('list.scopes', { count: scopes.length })}>
          {channelIds ? t('list.channels', { count: channelIds.length }) : t('dialog.channelsAll')}
        </TwoLines>
      ),
    },
    {
      key: 'lastUsed',
      header: t('list.lastUsed'),
      width: '9rem',
      wideOnly: true,
      render: ({ lastUsedAt }) =>
        lastUsedAt ? <Time at={lastUsedAt} as="relative" /> : <span className={classes.quiet}>{t('list.unused')}</span>,
    },
    {
      key: 'expires',
      header: t('list.expires'),
      width: '8.5rem',
      wideOnly: true,
      render: ({ expiresAt }) => <Time at={expiresAt} as="date" />,
    },
    { key: 'state', header: t('list.state'), width: '8rem', render: (apiKey) => <KeyState apiKey={apiKey} /> },
  ];
}

export function KeyList({ items, filters, onOpen }: KeyListProps) {
  const { t } = useTranslation('keys');
  const columns = useColumns();
  const shown = useMemo(() => items.filter((apiKey) => isWanted(apiKey, filters)), [items, filters]);
  if (shown.length === 0) {
    return (
      <EmptyState icon={IconFilterOff} title={t('list.noneTitle')}>
        {t('list.noneText')}
      </EmptyState>
    );
  }
  return (
    <DataList
      items={shown}
      columns={columns}
      label={t('title')}
      keyOf={(apiKey) => apiKey.id}
      rowHeight={57}
      onOpen={onOpen}
    />
  );
}
