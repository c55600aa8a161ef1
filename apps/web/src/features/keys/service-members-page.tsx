import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ServiceMember } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { EmptyState } from '../../components/empty-state';
import { ItemFacts, ItemRow, ItemRows } from '../../components/item-row';
import { notifyDone, notifyError } from '../../components/notify';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { Pill } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { useRoleNames } from '../../components/role-names';
import { useFormat } from '../../i18n/format';
import { useServiceMembers, useServiceMemberState } from './key-queries';

const ServiceMemberDialog = lazy(async () => ({
  default: (await import('./service-member-dialog')).ServiceMemberDialog,
}));

type Open = { dialog: 'form'; member: ServiceMember | null } | { dialog: 'disable'; member: ServiceMember };

function DisableDialog({ member, onClose }: { member: ServiceMember; onClose: () => void }) {
  const { t } = useTranslation('keys');
  const change = useServiceMemberState();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('service.disableTitle', { name: member.name })}
      action={t('service.disable')}
      dangerous
      busy={change.isPending}
      onConfirm={() =>
        change.mutate(
          { member, disable: true },
          {
            onSuccess: () => {
              notifyDone(t('service.disabled', { name: member.name }));
              onClose();
            },
            onError: (error) => notifyError(error),
          },
        )
      }
    >
      {t('service.disableText', { count: member.openKeys })}
    </ConfirmDialog>
  );
}

function RowActions({ member, onOpen }: { member: ServiceMember; onOpen: (open: Open) => void }) {
  const { t } = useTranslation(['keys', 'common']);
  const enable = useServiceMemberState();
  const named = (action: string) => t('named', { action, name: member.name });
  if (member.state === 'disabled') {
    return (
      <Button
        size="xs"
        variant="default"
        loading={enable.isPending}
        aria-label={named(t('service.enable'))}
        onClick={() => enable.mutate({ member, disable: false }, { onError: (error) => notifyError(error) })}
      >
        {t('service.enable')}
      </Button>
    );
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        component={Link}
        to={`/settings/api-keys?member=${member.id}`}
        aria-label={named(t('service.keys'))}
      >
        {t('service.keys')}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={named(t('common:actions.edit'))}
        onClick={() => onOpen({ dialog: 'form', member })}
      >
        {t('common:actions.edit')}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        aria-label={named(t('service.disable'))}
        onClick={() => onOpen({ dialog: 'disable', member })}
      >
        {t('service.disable')}
      </Button>
    </>
  );
}

function MemberRow({ member, onOpen }: { member: ServiceMember; onOpen: (open: Open) => void }) {
  const { t } = useTranslation(['keys', 'accounts']);
  const format = useFormat();
  const roleName = useRoleNames();
  return (
    <ItemRow
      title={<bdi>{member.name}</bdi>}
      pills={member.state === 'disabled' ? <Pill>{t('accounts:states.disabled')}</Pill> : null}
      actions={<RowActions member={member} onOpen={onOpen} />}
    >
      <ItemFacts>
        <span>{format.list(member.roles.map(roleName))}</span>
        <span>{t('service.openKeys', { count: member.openKeys })}</span>
        <span>
          {member.lastActiveAt
            ? t('service.lastActive', { when: format.relative(member.lastActiveAt) })
            : t('list.unused')}
        </span>
      </ItemFacts>
    </ItemRow>
  );
}

function ServiceMembers({ onOpen, add }: { onOpen: (open: Open) => void; add: ReactNode }) {
  const { t } = useTranslation('keys');
  const members = useServiceMembers();
  return (
    <QueryView
      query={members}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState icon={IconRobot} title={t('service.emptyTitle')} action={add}>
          {t('service.emptyText')}
        </EmptyState>
      }
    >
      {({ items }) => (
        <Section>
          <ItemRows label={t('service.title')}>
            {items.map((member) => (
              <MemberRow key={member.id} member={member} onOpen={onOpen} />
            ))}
          </ItemRows>
        </Section>
      )}
    </QueryView>
  );
}

/** Programs as members: with roles and teams, without a sign-in. */
export function ServiceMembersPage() {
  const { t } = useTranslation('keys');
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ dialog: 'form', member: null })}>
      {t('service.add')}
    </Button>
  );
  return (
    <Page width="reading">
      <Permitted permission="keys:manage">
        <PageHeader title={t('service.title')} description={t('service.lead')} actions={add} />
        <ServiceMembers onOpen={setOpen} add={add} />
      </Permitted>
      <Suspense fallback={null}>
        {open?.dialog === 'form' ? <ServiceMemberDialog existing={open.member} onClose={close} /> : null}
        {open?.dialog === 'disable' ? <DisableDialog member={open.member} onClose={close} /> : null}
      </Suspense>
    </Page>
  );
}
