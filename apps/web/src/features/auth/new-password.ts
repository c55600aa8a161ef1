import { useTranslation } from 'react-i18next';

const PASSWORD_MIN = 12;

/** What is asked of a new password here; the API also knows those of breaches. */
export function useNewPasswordRule(): (value: string) => string | null {
  const { t } = useTranslation('auth');
  return (value) => (Array.from(value).length < PASSWORD_MIN ? t('invitation.tooShort') : null);
}
