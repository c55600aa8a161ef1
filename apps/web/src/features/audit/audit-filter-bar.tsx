import { useEffect, useState, type RefObject } from 'react';
import { ActionIcon, NativeSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMembers, usePermission } from '../../api/queries';
import { useAuditKinds } from './audit-queries';
import { isRange, RANGES, withTime, type AuditFilters } from './filters';
import { MoreFilters, MORE_FILTERS } from './more-filters';
import { areaOf, useAuditWords } from './words';
import classes from './audit.module.css';

const OUTCOMES = ['success', 'failure', 'refused'] as const;
const PAUSE_MS = 300;
/** On a small screen the list comes first; what narrows it is said by the chips. */
const WIDE = '(width >= 48em)';
/** What the system does has this for its actor. */
const SYSTEM = 'divan';

interface FilterBarProps {
  filters: AuditFilters;
  onFilter: (changes: Partial<AuditFilters>) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

type FieldProps = Omit<FilterBarProps, 'searchRef'>;

function SearchField({ filters, onFilter, searchRef }: FilterBarProps) {
  const { t } = useTranslation('audit');
  const [text, setText] = useState(filters.q);
  const apply = useDebouncedCallback((q: string) => onFilter({ q: q.trim() }), PAUSE_MS);
  useEffect(() => setText((typed) => (typed.trim() === filters.q ? typed : filters.q)), [filters.q]);
  return (
    <TextInput
      ref={searchRef}
      className={classes.search ?? ''}
      type="search"
      aria-label={t('filters.search')}
      placeholder={t('filters.searchHint')}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
      dir="auto"
    />
  );
}

function WhoField({ filters, onFilter }: FieldProps) {
  const { t } = useTranslation('audit');
  const members = useMembers(usePermission('members:read')).data?.items ?? [];
  const known = [
    ...members.map((member) => ({ value: member.id, label: member.name })),
    { value: SYSTEM, label: t('actors.system') },
  ];
  const stranger = filters.actorId && !known.some(({ value }) => value === filters.actorId);
  return (
    <Select
      aria-label={t('list.actor')}
      placeholder={t('filters.everybody')}
      data={stranger ? [...known, { value: filters.actorId, label: filters.actorId }] : known}
      value={filters.actorId || null}
      onChange={(actorId) => onFilter({ actorId: actorId ?? '' })}
      nothingFoundMessage={t('filters.nobodyFound')}
      withScrollArea={false}
      classNames={{ options: classes.options ?? '' }}
      searchable
      allowDeselect={false}
      clearable
      clearButtonProps={{ 'aria-label': t('filters.everybody') }}
    />
  );
}

/** By area, each with everything in it first. */
function KindField({ filters, onFilter }: FieldProps) {
  const { t, i18n } = useTranslation('audit');
  const words = useAuditWords();
  const names = (useAuditKinds().data?.items ?? []).map(({ name }) => name);
  const all = filters.kind && !filters.kind.endsWith('.') ? [...new Set([...names, filters.kind])] : names;
  const areas = [...new Set([...all, filters.kind].filter(Boolean).map(areaOf))];
  const inOrder = new Intl.Collator(i18n.language);
  const groups = areas
    .map((area) => ({
      group: words.area(area),
      items: [
        { value: `${area}.`, label: words.kind(`${area}.`) },
        ...all
          .filter((name) => areaOf(name) === area)
          .map((name) => ({ value: name, label: words.kind(name) }))
          .sort((one, other) => inOrder.compare(one.label, other.label)),
      ],
    }))
    .sort((one, other) => inOrder.compare(one.group, other.group));
  return (
    <Select
      aria-label={t('list.kind')}
      placeholder={t('filters.allKinds')}
      data={groups}
      value={filters.kind || null}
      onChange={(kind) => onFilter({ kind: kind ?? '' })}
      nothingFoundMessage={t('filters.noKindFound')}
      withScrollArea={false}
      classNames={{ options: classes.options ?? '' }}
      searchable
      allowDeselect={false}
      clearable
      clearButtonProps={{ 'aria-label': t('filters.allKinds') }}
    />
  );
}

function OutcomeField({ filters, onFilter }: FieldProps) {
  const { t } = useTranslation('audit');
  return (
    <NativeSelect
      aria-label={t('list.outcome')}
      value={filters.outcome}
      onChange={(event) => onFilter({ outcome: event.currentTarget.value })}
      data={[
        { value: '', label: t('filters.allOutcomes') },
        ...OUTCOMES.map((outcome) => ({ value: outcome, label: t(`outcomes.${outcome}`) })),
      ]}
    />
  );
}

const BETWEEN = 'between';

function TimeField({ filters, onFilter, onBetween }: FieldProps & { onBetween: () => void }) {
  const { t } = useTranslation('audit');
  const between = Boolean(filters.from || filters.to);
  return (
    <NativeSelect
      aria-label={t('list.at')}
      value={isRange(filters.range) ? filters.range : between ? BETWEEN : ''}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        if (chosen === BETWEEN) onBetween();
        else onFilter({ range: chosen, from: '', to: '' });
      }}
      data={[
        { value: '', label: t('filters.anyTime') },
        ...RANGES.map((range) => ({ value: range, label: t(`ranges.${range}`) })),
        { value: BETWEEN, label: t('filters.between') },
      ]}
    />
  );
}

export function AuditFilterBar({ filters, onFilter, searchRef }: FilterBarProps) {
  const { t } = useTranslation('audit');
  const narrowed = MORE_FILTERS.some((name) => filters[name]);
  const [open, setOpen] = useState(() => narrowed && window.matchMedia(WIDE).matches);
  const change = (changes: Partial<AuditFilters>) => onFilter(withTime(changes));
  const fields = { filters, onFilter: change };
  return (
    <div className={classes.filters} role="search" aria-label={t('filters.label')}>
      <div className={classes.bar}>
        <SearchField {...fields} searchRef={searchRef} />
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
        <div className={classes.fields} data-open={open || undefined}>
          <WhoField {...fields} />
          <KindField {...fields} />
          <OutcomeField {...fields} />
          <TimeField {...fields} onBetween={() => setOpen(true)} />
        </div>
      </div>
      {open ? <MoreFilters {...fields} /> : null}
    </div>
  );
}
