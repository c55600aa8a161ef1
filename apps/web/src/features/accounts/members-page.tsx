import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../api/queries';
import type { Member } from '../../api/types';
import { Page, PageHeader } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { useUrlFilters } from '../../components/url-filters';
import { MembersList } from './members-list';

const InviteDialog = lazy(async () => ({ default: (await import('./invite-dialog')).InviteDialog }));
const MemberDialog = lazy(async () => ({ default: (await import('./member-dialog')).MemberDialog }));
const TransferDialog = lazy(async () => ({ default: (await import('./transfer-dialog')).TransferDialog }));

const FILTERS = ['q', 'state', 'role', 'team'] as const;

type Open = { dialog: 'invite'; again?: Member } | { dialog: 'transfer' | 'member'; member: Member };

interface MembersDialogsProps {
  open: Open | null;
  onOpen: (open: Open | null) => void;
  canManage: boolean;
}

function MembersDialogs({ open, onOpen, canManage }: MembersDialogsProps) {
  const close = () => onOpen(null);
  return (
    <Suspense fallback={null}>
      {open?.dialog === 'invite' ? <InviteDialog again={open.again ?? null} onClose={close} /> : null}
      {open?.dialog === 'transfer' ? <TransferDialog to={open.member} onClose={close} /> : null}
      {open?.dialog === 'member' ? (
        <MemberDialog
          member={open.member}
          canManage={canManage}
          onClose={close}
          onInviteAgain={() => onOpen({ dialog: 'invite', again: open.member })}
          onTransfer={() => onOpen({ dialog: 'transfer', member: open.member })}
        />
      ) : null}
    </Suspense>
  );
}

export function MembersPage() {
  const { t } = useTranslation('accounts');
  const [filters, setFilters] = useUrlFilters(FILTERS);
  const canManage = usePermission('members:manage');
  const [open, setOpen] = useState<Open | null>(null);
  const invite = (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setOpen({ dialog: 'invite' })}>
      {t('invite')}
    </Button>
  );

  return (
    <>
      <Page width="list">
        <PageHeader title={t('tabs.members')} description={t('lead')} actions={canManage ? invite : null} />
        <Permitted permission="members:read">
          <MembersList
            filters={filters}
            onFilter={setFilters}
            onOpen={(member) => setOpen({ dialog: 'member', member })}
          />
        </Permitted>
      </Page>
      <MembersDialogs open={open} onOpen={setOpen} canManage={canManage} />
    </>
  );
}
