import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Role, PermissionText } from '../../../api/types';
import { ItemFacts, ItemRow } from '../../../components/item-row';
import { areaOf, usePermissionText } from '../../../components/permission-text';
import { useRoleName } from '../../../components/role-name';
import classes from '../accounts.module.css';

interface RoleRowProps {
  role: Role;
  texts: PermissionText[];
  /** Without it the role is only shown. */
  actions: { onCopy: () => void; onChange: () => void; onDelete: () => void } | null;
}

function Permissions({ role, texts }: Pick<RoleRowProps, 'role' | 'texts'>) {
  const { t } = useTranslation('roles');
  const words = usePermissionText();
  const areas = [...new Set(role.permissions.map(areaOf))];
  const labelOf = (id: string) => words.of(id, texts.find((text) => text.id === id)?.description).label;
  return (
    <details className={classes.details}>
      <summary>{t('permissionCount', { count: role.permissions.length })}</summary>
      <dl className={classes.permissions}>
        {areas.map((area) => (
          <div key={area}>
            <dt>{words.area(area)}</dt>
            {role.permissions
              .filter((permission) => areaOf(permission) === area)
              .map((permission) => (
                <dd key={permission}>{labelOf(permission)}</dd>
              ))}
          </div>
        ))}
      </dl>
    </details>
  );
}

function RoleActions({ role, name, actions }: { role: Role; name: string; actions: RoleRowProps['actions'] }) {
  const { t } = useTranslation(['roles', 'common']);
  if (!actions) return null;
  const named = (action: string) => t('named', { action, name });
  return (
    <>
      <Button size="xs" variant="default" aria-label={named(t('copy'))} onClick={actions.onCopy}>
        {t('copy')}
      </Button>
      {role.builtIn ? null : (
        <>
          <Button size="xs" variant="default" aria-label={named(t('common:actions.edit'))} onClick={actions.onChange}>
            {t('common:actions.edit')}
          </Button>
          <Button size="xs" variant="subtle" aria-label={named(t('common:actions.delete'))} onClick={actions.onDelete}>
            {t('common:actions.delete')}
          </Button>
        </>
      )}
    </>
  );
}

export function RoleRow({ role, texts, actions }: RoleRowProps) {
  const { t, i18n } = useTranslation(['roles', 'accounts']);
  const name = useRoleName()(role.id, role.name);
  const help = i18n.exists(`accounts:roleHelp.${role.id}`) ? t(`accounts:roleHelp.${role.id}`) : role.description;
  return (
    <ItemRow title={<bdi>{name}</bdi>} actions={<RoleActions role={role} name={name} actions={actions} />}>
      {help ? <span dir="auto">{help}</span> : null}
      <ItemFacts>
        <span>{t('holders', { count: role.memberCount })}</span>
      </ItemFacts>
      <Permissions role={role} texts={texts} />
    </ItemRow>
  );
}
