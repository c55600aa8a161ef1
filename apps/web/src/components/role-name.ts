import { useTranslation } from 'react-i18next';

/** A built-in role's name in the language of the screen; another role keeps the name it was given. */
export function useRoleName(): (id: string, givenName?: string) => string {
  const { t, i18n } = useTranslation();
  return (id, givenName) => (i18n.exists(`roles.${id}`) ? t(`roles.${id}`) : (givenName ?? id));
}
