import { harmless, paragraph, type Statement, type Verdict } from '@divan/transparency-log';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';

/** A verdict in the language of the screen: the sentences of the command, word for word, or their translation. */
export function useVerdictText(): { say: (statement: Statement) => string; whole: (verdict: Verdict) => string } {
  const { t } = useTranslation('verify');
  const format = useFormat();
  const say = ({ code, params }: Statement): string => {
    // Names and hashes keep their own direction in whichever sentence they stand.
    const shown = Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'number' ? format.number(value, { useGrouping: false }) : `\u2068${harmless(value)}\u2069`,
    ]);
    return t(`statements.${code}`, Object.fromEntries(shown) as Record<string, string>);
  };
  const words = {
    verified: t('words.verified'),
    notVerified: t('words.notVerified'),
    holds: t('words.holds'),
    notShown: t('words.notShown'),
  };
  return { say, whole: (verdict) => paragraph(verdict, words, say) };
}
