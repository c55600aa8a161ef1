import { useTranslation } from 'react-i18next';
import { deviceOf } from '../device';

export const PASSKEY_NAME_MAX = 100;

/** A name to begin with, by which its owner will know it again: where it was made. */
export function usePasskeyName(): string {
  const { t } = useTranslation('auth');
  const device = deviceOf(navigator.userAgent);
  return device ? t('profile.device', device) : t('passkey.usualName');
}
