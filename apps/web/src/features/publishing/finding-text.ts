import { useTranslation } from 'react-i18next';
import type { Finding } from '../../api/types';
import { useFormat } from '../../i18n/format';

/** What a check found, and how to mend it, in the language of the screen; an unknown code speaks for itself. */
export function useFindingText(): (finding: Finding) => { what: string; mend: string | null; known: boolean } {
  const { t, i18n } = useTranslation('publishing');
  const format = useFormat();
  return ({ code, detail, params }) => {
    if (!i18n.exists(`publishing:findings.${code}.what`)) return { what: detail, mend: null, known: false };
    const { used, max, index } = params;
    const words: Record<string, string> = { detail };
    for (const [name, value] of Object.entries(params)) {
      words[name] = typeof value === 'number' ? format.number(value) : `\u2068${value}\u2069`;
    }
    if (typeof index === 'number') words.number = format.number(index + 1);
    if (typeof used === 'number' && typeof max === 'number') {
      words.over = format.number(used - max);
      words.usedSize = format.bytes(used);
      words.maxSize = format.bytes(max);
    }
    return { what: t(`findings.${code}.what`, words), mend: t(`findings.${code}.mend`, words), known: true };
  };
}
