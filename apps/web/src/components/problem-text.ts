import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/problem';

/**
 * Says a problem in the language of the screen: by its code when we have words for it; else, in English,
 * with the API's own detail; else by its status.
 */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('problems');
  return useCallback(
    (error) => {
      if (!(error instanceof ProblemError)) return t('unexpected');
      const { code, detail, status } = error.problem;
      if (i18n.exists(`problems:${code}`)) return t(code);
      if (detail && i18n.language === 'en') return detail;
      if (i18n.exists(`problems:http.${status}`)) return t(`http.${status}`);
      return detail ?? t('unexpected');
    },
    [t, i18n],
  );
}

/**
 * The problem's errors by field, to give to a form. The API's words are English; in another language the
 * field says that its value was not accepted.
 */
export function useFieldErrors(): (error: unknown) => Record<string, string> {
  const { t, i18n } = useTranslation('problems');
  return useCallback(
    (error) => {
      if (!(error instanceof ProblemError)) return {};
      const fields = Object.entries(error.fieldErrors());
      return Object.fromEntries(fields.map(([name, detail]) => [name, i18n.language === 'en' ? detail : t('field')]));
    },
    [t, i18n],
  );
}
