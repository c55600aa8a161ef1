import { lazy, Suspense, useEffect, useState } from 'react';
import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { AuditFilters, FilterName } from './filters';
import { useObjectTypes } from './words';
import classes from './audit.module.css';

const DateTimePicker = lazy(async () => ({
  default: (await import('../../components/date-time/date-time-picker')).DateTimePicker,
}));

const PAUSE_MS = 300;
const IDS = ['objectId', 'requestId', 'sessionId', 'address'] as const;

export const MORE_FILTERS: readonly FilterName[] = ['from', 'to', 'objectType', ...IDS];

interface MoreFiltersProps {
  filters: AuditFilters;
  onFilter: (changes: Partial<AuditFilters>) => void;
}

function IdField({ name, filters, onFilter }: MoreFiltersProps & { name: (typeof IDS)[number] }) {
  const { t } = useTranslation('audit');
  const given = filters[name];
  const [text, setText] = useState(given);
  const apply = useDebouncedCallback((id: string) => onFilter({ [name]: id.trim() }), PAUSE_MS);
  useEffect(() => setText((typed) => (typed.trim() === given ? typed : given)), [given]);
  return (
    <TextInput
      label={t(`filters.${name}`)}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
      dir="ltr"
    />
  );
}

/** What is asked for less often: exact times, and ids that somebody has from elsewhere. */
export function MoreFilters({ filters, onFilter }: MoreFiltersProps) {
  const { t } = useTranslation('audit');
  const types = useObjectTypes();
  return (
    <div className={classes.more}>
      <Suspense fallback={<Skeleton height={58} />}>
        {(['from', 'to'] as const).map((name) => (
          <DateTimePicker
            key={name}
            label={t(`filters.${name}`)}
            value={filters[name]}
            onChange={(moment) => onFilter({ [name]: moment })}
            granularity="minute"
          />
        ))}
      </Suspense>
      <NativeSelect
        label={t('filters.objectType')}
        value={filters.objectType}
        onChange={(event) => onFilter({ objectType: event.currentTarget.value })}
        data={[{ value: '', label: t('filters.all') }, ...types]}
      />
      {IDS.map((name) => (
        <IdField key={name} name={name} filters={filters} onFilter={onFilter} />
      ))}
    </div>
  );
}
