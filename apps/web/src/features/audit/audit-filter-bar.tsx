import { lazy, Suspense, useState } from 'react';
import { ActionIcon, Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMembers, usePermission } from '../../api/queries';
import { useKindText, useObjectType } from './audit-columns';
import { NO_FILTERS, type AuditFilters } from './audit-queries';
import { KINDS, OBJECT_TYPES } from './kinds';
import classes from './audit.module.css';

const DateTimePicker = lazy(async () => ({
  default: (await import('../../components/date-time/date-time-picker')).DateTimePicker,
}));

const OUTCOMES = ['success', 'failure', 'refused'] as const;
const PAUSE_MS = 300;

interface FilterBarProps {
  filters: AuditFilters;
  onFilter: (changes: Partial<AuditFilters>) => void;
}

function More({ filters, onFilter }: FilterBarProps) {
  const { t } = useTranslation('audit');
  const objectType = useObjectType();
  const [objectId, setObjectId] = useState(filters.objectId);
  const apply = useDebouncedCallback((id: string) => onFilter({ objectId: id.trim() }), PAUSE_MS);
  return (
    <div className={classes.more}>
      <Suspense fallback={<Skeleton height={58} />}>
        <DateTimePicker
          label={t('filters.from')}
          value={filters.from}
          onChange={(from) => onFilter({ from })}
          granularity="day"
        />
        <DateTimePicker
          label={t('filters.to')}
          value={filters.to}
          onChange={(to) => onFilter({ to })}
          granularity="day"
        />
      </Suspense>
      <NativeSelect
        label={t('filters.objectType')}
        value={filters.objectType}
        onChange={(event) => onFilter({ objectType: event.currentTarget.value })}
        data={[
          { value: '', label: t('filters.all') },
          ...OBJECT_TYPES.map((type) => ({ value: type, label: objectType(type) })),
        ]}
      />
      <TextInput
        label={t('filters.objectId')}
        value={objectId}
        onChange={(event) => {
          setObjectId(event.currentTarget.value);
          apply(event.currentTarget.value);
        }}
        dir="ltr"
      />
    </div>
  );
}

export function AuditFilterBar({ filters, onFilter }: FilterBarProps) {
  const { t } = useTranslation('audit');
  const kindText = useKindText();
  const members = useMembers(usePermission('members:read')).data?.items ?? [];
  const narrowed = [filters.from, filters.to, filters.objectType, filters.objectId].filter(Boolean).length;
  const [open, setOpen] = useState(narrowed > 0);
  const any = Object.keys(NO_FILTERS).some((name) => filters[name as keyof AuditFilters]);
  const known = members.some((member) => member.id === filters.actorId);
  const actors = [
    { value: '', label: t('filters.everybody') },
    ...members.map((member) => ({ value: member.id, label: member.name })),
    ...(filters.actorId && !known ? [{ value: filters.actorId, label: filters.actorId }] : []),
  ];
  return (
    <div className={classes.filters} role="search" aria-label={t('filters.label')}>
      <div className={classes.bar}>
        <NativeSelect
          aria-label={t('list.actor')}
          value={filters.actorId}
          onChange={(event) => onFilter({ actorId: event.currentTarget.value })}
          data={actors}
        />
        <NativeSelect
          aria-label={t('list.kind')}
          value={filters.kind}
          onChange={(event) => onFilter({ kind: event.currentTarget.value })}
          data={[
            { value: '', label: t('filters.allKinds') },
            ...KINDS.map((kind) => ({ value: kind, label: kindText(kind) })),
          ]}
        />
        <NativeSelect
          aria-label={t('list.outcome')}
          value={filters.outcome}
          onChange={(event) => onFilter({ outcome: event.currentTarget.value })}
          data={[
            { value: '', label: t('filters.allOutcomes') },
            ...OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) })),
          ]}
        />
        <ActionIcon
          variant={narrowed ? 'light' : 'default'}
          size={36}
          aria-expanded={open}
          aria-label={t('filters.more')}
          title={t('filters.more')}
          onClick={() => setOpen(!open)}
        >
          <IconAdjustmentsHorizontal size={18} stroke={1.75} aria-hidden />
        </ActionIcon>
        {any ? (
          <Button variant="subtle" onClick={() => onFilter(NO_FILTERS)}>
            {t('list.clear')}
          </Button>
        ) : null}
      </div>
      {open ? <More filters={filters} onFilter={onFilter} /> : null}
    </div>
  );
}
