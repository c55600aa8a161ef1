import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../../components/problem-text';
import { PasskeyError } from './web-authn';

/** What went wrong with a passkey: in the browser, or at the API. */
export function usePasskeyText(): (error: unknown) => string {
  const { t } = useTranslation('auth');
  const problemText = useProblemText();
  return useCallback(
    (error) => (error instanceof PasskeyError ? t(`passkey.failures.${error.reason}`) : problemText(error)),
    [t, problemText],
  );
}
