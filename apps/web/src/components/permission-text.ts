import { useTranslation } from 'react-i18next';

/** `inbox:reply` belongs to the inbox. */
export function areaOf(permission: string): string {
  return permission.split(':')[0] ?? permission;
}

interface PermissionText {
  label: string;
  help: string;
}

/** Permissions in plain words: ours where there are some, else the API's English description. */
export function usePermissionText() {
  const { t, i18n } = useTranslation('permissions');
  const exists = (key: string) => i18n.exists(`permissions:${key}`);
  return {
    of: (permission: string, description?: string): PermissionText => {
      const key = permission.replace(':', '.');
      if (!exists(`${key}.label`)) return { label: description ?? permission, help: '' };
      return { label: t(`${key}.label`), help: t(`${key}.help`) };
    },
    area: (area: string): string => (exists(`areas.${area}`) ? t(`areas.${area}`) : area),
  };
}
