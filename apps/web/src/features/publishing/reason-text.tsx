import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason } from '../../api/types';

/** A reason in the language of the screen where its code is known, else in the API's English. */
export function useReasonText(): (reason: Reason) => ReactNode {
  const { t, i18n } = useTranslation('publishing');
  return ({ code, detail }) => {
    const key = `reasons.${code.replace(/^publishing\./, '')}`;
    if (i18n.exists(`publishing:${key}`)) return t(key);
    return (
      <span dir="auto" lang={i18n.language === 'en' ? undefined : 'en'}>
        {detail}
      </span>
    );
  };
}
