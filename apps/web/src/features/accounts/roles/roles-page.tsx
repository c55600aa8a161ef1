import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconPlus, IconUserShield } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../../api/queries';
import type { Role } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { EmptyState } from '../../../components/empty-state';
import { ItemRows } from '../../../components/item-row';
import { notifyDone, notifyError } from '../../../components/notify';
import { Page, PageHeader, Section } from '../../../components/page';
import { Permitted } from '../../../components/permitted';
import { QueryView } from '../../../components/query-view';
import { useRoleName } from '../../../components/role-name';
import { RoleRow } from './role-row';
import { useDeleteRole, useRoleList, type RoleForm, type RoleList } from './role-queries';

const RoleDialog = lazy(async () => ({ default: (await import('./role-dialog')).RoleDialog }));

type Open = { dialog: 'form'; existing: Role | null; initial: RoleForm } | { dialog: 'delete'; role: Role };

const EMPTY: RoleForm = { name: '', description: '', permissions: [] };

function DeleteDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation(['roles', 'common']);
  const remove = useDeleteRole();
  const held = role.memberCount > 0;
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t(held ? 'delete.heldTitle' : 'delete.title', { name: role.name })}
      action={t(held ? 'delete.understood' : 'delete.action')}
      dangerous={!held}
      busy={remove.isPending}
      onConfirm={() => {
        if (held) return onClose();
        remove.mutate(role, {
          onSuccess: () => {
            notifyDone(t('delete.done', { name: role.name }));
            onClose();
          },
          onError: (error) => notifyError(error),
        });
      }}
    >
      {held ? t('delete.heldText', { count: role.memberCount }) : t('delete.text')}
    </ConfirmDialog>
  );
}

function useCopyOf() {
  const { t } = useTranslation(['roles', 'accounts']);
  const roleName = useRoleName();
  return (role: Role): RoleForm => ({
    name: t('copyName', { name: roleName(role.id, role.name) }),
    description: role.description ?? '',
    permissions: [...role.permissions],
  });
}

interface RoleSectionsProps {
  list: RoleList;
  canManage: boolean;
  onOpen: (open: Open) => void;
}

function RoleSections({ list, canManage, onOpen }: RoleSectionsProps) {
  const { t } = useTranslation('roles');
  const copyOf = useCopyOf();
  const row = (role: Role) => (
    <RoleRow
      key={role.id}
      role={role}
      texts={list.permissions}
      actions={
        canManage
          ? {
              onCopy: () => onOpen({ dialog: 'form', existing: null, initial: copyOf(role) }),
              onChange: () => {
                const { name, description, permissions } = role;
                onOpen({
                  dialog: 'form',
                  existing: role,
                  initial: { name, description: description ?? '', permissions },
                });
              },
              onDelete: () => onOpen({ dialog: 'delete', role }),
            }
          : null
      }
    />
  );
  const own = list.items.filter((role) => !role.builtIn);
  return (
    <>
      <Section title={t('own.title')} description={t('own.lead')}>
        {own.length > 0 ? (
          <ItemRows label={t('own.title')}>{own.map(row)}</ItemRows>
        ) : (
          <EmptyState icon={IconUserShield} title={t('own.emptyTitle')}>
            {t('own.emptyText')}
          </EmptyState>
        )}
      </Section>
      <Section title={t('builtIn.title')} description={t('builtIn.lead')}>
        <ItemRows label={t('builtIn.title')}>{list.items.filter((role) => role.builtIn).map(row)}</ItemRows>
      </Section>
    </>
  );
}

/** The roles that every organization has, and those that this one made for itself. */
export function RolesPage() {
  const { t } = useTranslation('roles');
  const roles = useRoleList();
  const canManage = usePermission('members:manage');
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setOpen({ dialog: 'form', existing: null, initial: EMPTY })}
    >
      {t('add')}
    </Button>
  );
  return (
    <Page width="reading">
      <PageHeader title={t('title')} description={t('lead')} actions={canManage ? add : null} />
      <Permitted permission="members:read">
        <QueryView query={roles}>
          {(list) => <RoleSections list={list} canManage={canManage} onOpen={setOpen} />}
        </QueryView>
      </Permitted>
      <Suspense fallback={null}>
        {open?.dialog === 'form' ? (
          <RoleDialog
            existing={open.existing}
            initial={open.initial}
            available={roles.data?.permissions ?? []}
            onClose={close}
          />
        ) : null}
        {open?.dialog === 'delete' ? <DeleteDialog role={open.role} onClose={close} /> : null}
      </Suspense>
    </Page>
  );
}
