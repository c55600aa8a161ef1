import { useTranslation } from 'react-i18next';
import type { FieldSpec } from '../api/types';

/**
 * A connector brings its own English words (labels, help, reasons). Where the screen's language has words
 * for them they stand in; a network nobody has translated still works, in English.
 */
export function useNetworkTexts() {
  const { t, i18n } = useTranslation('networks');
  const own = (key: string): string | null => (i18n.exists(`networks:${key}`, { fallbackLng: [] }) ? t(key) : null);
  return {
    field: (network: string, field: FieldSpec) => ({
      label: own(`${network}.fields.${field.name}.label`) ?? field.label,
      help: own(`${network}.fields.${field.name}.help`) ?? field.help ?? null,
    }),
    reason: (network: string, capability: string, reason: string) =>
      own(`${network}.unsupported.${capability}`) ?? reason,
  };
}
