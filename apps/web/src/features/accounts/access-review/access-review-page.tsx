import { lazy, Suspense, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconDownload, IconUserSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ReviewedMember } from '../../../api/types';
import { DataList, type DataColumn } from '../../../components/data-list';
import { EmptyState } from '../../../components/empty-state';
import { NetworkIcon } from '../../../components/network-icon';
import { notifyDone, notifyError } from '../../../components/notify';
import { Page, PageHeader } from '../../../components/page';
import { Permitted } from '../../../components/permitted';
import { Pill } from '../../../components/pill';
import { QueryView } from '../../../components/query-view';
import { useRoleName } from '../../../components/role-name';
import { Time } from '../../../components/time';
import { RowName, TwoLines } from '../../../components/two-lines';
import { useUrlFilters } from '../../../components/url-filters';
import { useFormat } from '../../../i18n/format';
import { actsOn, isWanted, type ReviewFilters } from './review';
import { ReviewFilterBar } from './review-filter-bar';
import { useAccessReview, useExportReview } from './review-queries';
import classes from './review.module.css';

const ReviewDetails = lazy(async () => ({ default: (await import('./review-details')).ReviewDetails }));

const FILTERS = ['q', 'role', 'channel', 'permission', 'state'] as const;
const CHANNELS_SHOWN = 3;

function Channels({ row, only }: { row: ReviewedMember; only: string }) {
  const { t } = useTranslation('access-review');
  const format = useFormat();
  const channels = only ? row.channels.filter(({ id }) => id === only) : row.channels;
  if (channels.length === 0) return <span className={classes.note}>{t('noChannels')}</span>;
  return (
    <ul className={classes.channels}>
      {channels.slice(0, CHANNELS_SHOWN).map((channel) => {
        const acts = actsOn(channel);
        return (
          <li key={channel.id}>
            <NetworkIcon network={channel.network} size={14} />
            <bdi dir="ltr" className={classes.handle}>
              {channel.handle}
            </bdi>
            <span className={classes.note}>
              {acts.length > 0 ? format.list(acts.map((act) => t(`acts.${act}`))) : t('acts.none')}
            </span>
          </li>
        );
      })}
      {channels.length > CHANNELS_SHOWN ? (
        <li className={classes.note}>{t('moreChannels', { count: channels.length - CHANNELS_SHOWN })}</li>
      ) : null}
    </ul>
  );
}

function Who({ row: { member } }: { row: ReviewedMember }) {
  const { t } = useTranslation(['access-review', 'accounts']);
  return (
    <TwoLines
      title={
        <span>
          <RowName>{member.name}</RowName>{' '}
          {member.kind === 'service' ? <Pill tone="accent">{t('service')}</Pill> : null}
          {member.state === 'active' ? null : <Pill>{t(`accounts:states.${member.state}`)}</Pill>}
        </span>
      }
    >
      {member.email ? <bdi dir="ltr">{member.email}</bdi> : null}
    </TwoLines>
  );
}

function useColumns(channel: string): DataColumn<ReviewedMember>[] {
  const { t } = useTranslation(['access-review', 'accounts', 'common']);
  const format = useFormat();
  const roleName = useRoleName();
  return [
    { key: 'who', header: t('list.who'), width: 'minmax(11rem, 1.4fr)', render: (row) => <Who row={row} /> },
    {
      key: 'roles',
      header: t('list.roles'),
      width: 'minmax(7rem, 1fr)',
      render: ({ roles }) => format.list(roles.map(({ id, name }) => roleName(id, name))),
    },
    {
      key: 'teams',
      header: t('list.teams'),
      width: 'minmax(7rem, 1fr)',
      wideOnly: true,
      render: ({ teams }) =>
        teams.length > 0 ? (
          <bdi>{format.list(teams.map(({ name }) => name))}</bdi>
        ) : (
          <span className={classes.note}>{t('accounts:list.noTeams')}</span>
        ),
    },
    {
      key: 'channels',
      header: t('list.channels'),
      width: 'minmax(15rem, 2.2fr)',
      wideOnly: true,
      render: (row) => <Channels row={row} only={channel} />,
    },
    {
      key: 'lastActive',
      header: t('list.lastActive'),
      width: '8rem',
      wideOnly: true,
      render: ({ lastActiveAt }) =>
        lastActiveAt ? (
          <Time at={lastActiveAt} as="relative" />
        ) : (
          <span className={classes.note}>{t('common:states.never')}</span>
        ),
    },
  ];
}

interface ReviewTableProps {
  rows: ReviewedMember[];
  filters: ReviewFilters;
  onFilter: (changes: Partial<ReviewFilters>) => void;
}

function ReviewTable({ rows, filters, onFilter }: ReviewTableProps) {
  const { t } = useTranslation('access-review');
  const columns = useColumns(filters.channel);
  const [open, setOpen] = useState<ReviewedMember | null>(null);
  const shown = useMemo(() => rows.filter((row) => isWanted(row, filters)), [rows, filters]);
  return (
    <>
      <ReviewFilterBar filters={filters} onFilter={onFilter} rows={rows} />
      <p className={classes.count} role="status">
        {t('count', { count: shown.length })}
      </p>
      {shown.length === 0 ? (
        <EmptyState icon={IconUserSearch} title={t('emptyTitle')}>
          {t('emptyText')}
        </EmptyState>
      ) : (
        <DataList
          items={shown}
          columns={columns}
          label={t('title')}
          keyOf={({ member }) => member.id}
          rowHeight={72}
          onOpen={setOpen}
        />
      )}
      <Suspense fallback={null}>{open ? <ReviewDetails row={open} onClose={() => setOpen(null)} /> : null}</Suspense>
    </>
  );
}

function Review() {
  const { t } = useTranslation('access-review');
  const [filters, setFilters] = useUrlFilters(FILTERS);
  const review = useAccessReview();
  const save = useExportReview();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        actions={
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={save.isPending}
            onClick={() =>
              save.mutate(undefined, {
                onSuccess: () => notifyDone(t('exported')),
                onError: (error) => notifyError(error),
              })
            }
          >
            {t('export')}
          </Button>
        }
      />
      <QueryView query={review}>
        {({ items }) => <ReviewTable rows={items} filters={filters} onFilter={setFilters} />}
      </QueryView>
    </>
  );
}

/** Who can do what on which channel, to be looked through from time to time and signed. */
export function AccessReviewPage() {
  return (
    <Page width="list">
      <Permitted permission="organization:manage">
        <Review />
      </Permitted>
    </Page>
  );
}
