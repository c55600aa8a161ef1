import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NO_FILTERS, type AuditFilters } from './filters';
import { useFilterTexts } from './filter-texts';
import classes from './audit.module.css';

interface FilterChipsProps {
  filters: AuditFilters;
  onFilter: (changes: Partial<AuditFilters>) => void;
}

/** What the list is narrowed to, in words; each goes away by itself. */
export function FilterChips({ filters, onFilter }: FilterChipsProps) {
  const { t } = useTranslation('audit');
  const texts = useFilterTexts()(filters);
  if (texts.length === 0) return null;
  return (
    <ul className={classes.chips} aria-label={t('filters.active')}>
      {texts.map(({ name, label, value }) => (
        <li key={name}>
          <button
            type="button"
            className={classes.chip}
            aria-label={t('filters.remove', { name: label, value })}
            onClick={() => onFilter({ [name]: '' })}
          >
            <span className={classes.chipName}>{label}</span>
            <bdi>{value}</bdi>
            <IconX size={13} stroke={2} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Button variant="subtle" size="compact-sm" onClick={() => onFilter(NO_FILTERS)}>
          {t('list.clear')}
        </Button>
      </li>
    </ul>
  );
}
