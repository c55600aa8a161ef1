import { lazy, Suspense, useState } from 'react';
import { Button, NativeSelect } from '@mantine/core';
import { IconKey, IconPlus, IconRobot } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ApiKey, NewApiKey, ServiceMember } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { FilterBar } from '../../components/filter-bar';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { QueryView } from '../../components/query-view';
import { useUrlFilters } from '../../components/url-filters';
import { EndKeyDialog } from './end-key-dialog';
import { HowToUse } from './how-to-use';
import { KeyList } from './key-list';
import { useApiKeys, useServiceMembers } from './key-queries';
import classes from './keys.module.css';

const KeyDialog = lazy(async () => ({ default: (await import('./key-dialog')).KeyDialog }));
const KeyDetails = lazy(async () => ({ default: (await import('./key-details')).KeyDetails }));
const KeyShown = lazy(async () => ({ default: (await import('./key-shown')).KeyShown }));
const RotateDialog = lazy(async () => ({ default: (await import('./rotate-dialog')).RotateDialog }));

type Open =
  { dialog: 'make' } | { dialog: 'shown'; shown: NewApiKey } | { dialog: 'details' | 'rotate' | 'end'; apiKey: ApiKey };

interface DialogsProps {
  open: Open | null;
  onOpen: (open: Open | null) => void;
  serviceMembers: ServiceMember[];
  initialMember: string | null;
}

function Dialogs({ open, onOpen, serviceMembers, initialMember }: DialogsProps) {
  const close = () => onOpen(null);
  const show = (shown: NewApiKey) => onOpen({ dialog: 'shown', shown });
  if (!open) return null;
  if (open.dialog === 'make') {
    return <KeyDialog serviceMembers={serviceMembers} initialMember={initialMember} onMade={show} onClose={close} />;
  }
  if (open.dialog === 'shown') return <KeyShown shown={open.shown} onClose={close} />;
  const { apiKey } = open;
  if (open.dialog === 'rotate') return <RotateDialog apiKey={apiKey} onRotated={show} onClose={close} />;
  if (open.dialog === 'end') return <EndKeyDialog apiKey={apiKey} onClose={close} />;
  return (
    <KeyDetails
      apiKey={apiKey}
      onRotate={() => onOpen({ dialog: 'rotate', apiKey })}
      onEnd={() => onOpen({ dialog: 'end', apiKey })}
      onClose={close}
    />
  );
}

const FILTERS = ['member', 'state'] as const;

interface KeyFiltersProps {
  filters: { member: string; state: string };
  onFilter: (changes: Partial<{ member: string; state: string }>) => void;
  serviceMembers: ServiceMember[];
}

function KeyFilters({ filters, onFilter, serviceMembers }: KeyFiltersProps) {
  const { t } = useTranslation('keys');
  return (
    <FilterBar>
      <NativeSelect
        aria-label={t('filter.member')}
        value={filters.member}
        onChange={(event) => onFilter({ member: event.currentTarget.value })}
        data={[
          { value: '', label: t('filter.allMembers') },
          ...serviceMembers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        aria-label={t('filter.state')}
        value={filters.state}
        onChange={(event) => onFilter({ state: event.currentTarget.value })}
        data={[
          { value: '', label: t('filter.usable') },
          { value: 'attention', label: t('filter.attention') },
          { value: 'all', label: t('filter.all') },
        ]}
      />
    </FilterBar>
  );
}

function Keys({ onOpen, add }: { onOpen: (open: Open) => void; add: React.ReactNode }) {
  const { t } = useTranslation('keys');
  const [filters, setFilters] = useUrlFilters(FILTERS);
  const keys = useApiKeys();
  const serviceMembers = useServiceMembers().data?.items ?? [];
  return (
    <QueryView
      query={keys}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState icon={IconKey} title={t('empty.title')} action={add}>
          {t('empty.text')}
        </EmptyState>
      }
    >
      {({ items }) => (
        <>
          <KeyFilters filters={filters} onFilter={setFilters} serviceMembers={serviceMembers} />
          <KeyList items={items} filters={filters} onOpen={(apiKey) => onOpen({ dialog: 'details', apiKey })} />
          <div className={classes.howToCard}>
            <Section>
              <details className={classes.details}>
                <summary>{t('howTo.title')}</summary>
                <HowToUse />
              </details>
            </Section>
          </div>
        </>
      )}
    </QueryView>
  );
}

/** Without a service member there is nobody whom a key could stand for. */
function AddKey({ serviceMembers, onAdd }: { serviceMembers: ServiceMember[]; onAdd: () => void }) {
  const { t } = useTranslation('keys');
  return serviceMembers.some(({ state }) => state === 'active') ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
      {t('add')}
    </Button>
  ) : (
    <Button
      component={Link}
      to="/settings/service-members"
      variant="default"
      leftSection={<IconRobot size={16} aria-hidden />}
    >
      {t('addMemberFirst')}
    </Button>
  );
}

function KeysScreen() {
  const { t } = useTranslation('keys');
  const [{ member }] = useUrlFilters(FILTERS);
  const serviceMembers = useServiceMembers();
  const members = serviceMembers.data?.items ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  const add = serviceMembers.data ? (
    <AddKey serviceMembers={members} onAdd={() => setOpen({ dialog: 'make' })} />
  ) : null;
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} actions={add} />
      <Keys onOpen={setOpen} add={add} />
      <Suspense fallback={null}>
        <Dialogs open={open} onOpen={setOpen} serviceMembers={members} initialMember={member || null} />
      </Suspense>
    </>
  );
}

/** The keys by which programs use the API. */
export function ApiKeysPage() {
  return (
    <Page width="list">
      <Permitted permission="keys:manage">
        <KeysScreen />
      </Permitted>
    </Page>
  );
}
