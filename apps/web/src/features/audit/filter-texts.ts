import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { isRange, narrowingOf, type AuditFilters, type FilterName } from './filters';
import { useAuditWords, useNames } from './words';

export interface FilterText {
  name: FilterName;
  label: string;
  value: string;
}

const SHORT_ID = 12;

/** Ids are long and their ends are what differs. */
const short = (id: string): string => (id.length > SHORT_ID + 2 ? `…${id.slice(-SHORT_ID)}` : id);

/** The filters as a reader says them: "Who: Sara Ahmadi". */
export function useFilterTexts(): (filters: AuditFilters) => FilterText[] {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const words = useAuditWords();
  const nameOf = useNames();
  return useCallback(
    (filters) => {
      const when = (text: string) => (text.includes('T') ? format.dateTime(text) : format.date(`${text}T00:00`));
      const say: Record<FilterName, (value: string) => string> = {
        q: (value) => t('filters.quoted', { text: value }),
        actorId: (id) => nameOf(id) ?? (id === 'divan' ? t('actors.system') : short(id)),
        kind: words.kind,
        outcome: (outcome) => t(`outcomes.${outcome}`),
        range: (range) => (isRange(range) ? t(`ranges.${range}`) : range),
        from: when,
        to: when,
        objectType: words.object,
        objectId: (id) => nameOf(id) ?? short(id),
        requestId: short,
        sessionId: short,
        address: (address) => address,
      };
      return narrowingOf(filters).map((name) => ({
        name,
        label: t(`filters.names.${name}`),
        value: say[name](filters[name]),
      }));
    },
    [t, format, words, nameOf],
  );
}
