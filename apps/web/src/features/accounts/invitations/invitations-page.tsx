import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconMailOpened, IconUserPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OpenInvitation } from '../../../api/types';
import { ConfirmDialog } from '../../../components/confirm-dialog';
import { EmptyState } from '../../../components/empty-state';
import { ItemFacts, ItemRow, ItemRows } from '../../../components/item-row';
import { notifyDone, notifyError } from '../../../components/notify';
import { Page, PageHeader, Section } from '../../../components/page';
import { Permitted } from '../../../components/permitted';
import { Pill } from '../../../components/pill';
import { QueryView } from '../../../components/query-view';
import { useRoleNames } from '../../../components/role-names';
import { useFormat } from '../../../i18n/format';
import { useInvitations, useVoidInvitation } from './invitation-queries';
import classes from '../accounts.module.css';

const InviteDialog = lazy(async () => ({ default: (await import('../invite-dialog')).InviteDialog }));

type Open = { dialog: 'invite'; again: OpenInvitation | null } | { dialog: 'void'; invitation: OpenInvitation };

const SOON_MS = 86_400_000;

function InvitationRow({ invitation, onOpen }: { invitation: OpenInvitation; onOpen: (open: Open) => void }) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const roleName = useRoleNames();
  const left = new Date(invitation.expiresAt).getTime() - Date.now();
  const named = (action: string) => t('invitations.named', { action, name: invitation.name });
  return (
    <ItemRow
      title={<bdi>{invitation.name}</bdi>}
      pills={
        left <= 0 ? (
          <Pill tone="neutral">{t('invitations.expired')}</Pill>
        ) : left < SOON_MS ? (
          <Pill tone="warn">{t('invitations.soon')}</Pill>
        ) : null
      }
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            aria-label={named(t('invitations.again'))}
            onClick={() => onOpen({ dialog: 'invite', again: invitation })}
          >
            {t('invitations.again')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            aria-label={named(t('invitations.void'))}
            onClick={() => onOpen({ dialog: 'void', invitation })}
          >
            {t('invitations.void')}
          </Button>
        </>
      }
    >
      <bdi dir="ltr" className={classes.address}>
        {invitation.email}
      </bdi>
      <ItemFacts>
        <span>{format.list(invitation.roles.map(roleName))}</span>
        {invitation.invitedBy ? (
          <span>
            {t('invitations.by', { name: invitation.invitedBy.name, when: format.relative(invitation.createdAt) })}
          </span>
        ) : null}
        <span>{t('invitations.until', { when: format.dateTime(invitation.expiresAt) })}</span>
      </ItemFacts>
    </ItemRow>
  );
}

function VoidDialog({ invitation, onClose }: { invitation: OpenInvitation; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const end = useVoidInvitation();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('invitations.voidTitle', { name: invitation.name })}
      action={t('invitations.void')}
      dangerous
      busy={end.isPending}
      onConfirm={() =>
        end.mutate(invitation, {
          onSuccess: () => {
            notifyDone(t('invitations.voided', { name: invitation.name }));
            onClose();
          },
          onError: (error) => notifyError(error),
        })
      }
    >
      {t('invitations.voidText', { email: invitation.email })}
    </ConfirmDialog>
  );
}

function OpenInvitations({ onOpen, invite }: { onOpen: (open: Open) => void; invite: React.ReactNode }) {
  const { t } = useTranslation('accounts');
  const invitations = useInvitations();
  return (
    <QueryView
      query={invitations}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState icon={IconMailOpened} title={t('invitations.emptyTitle')} action={invite}>
          {t('invitations.emptyText')}
        </EmptyState>
      }
    >
      {({ items }) => (
        <Section>
          <ItemRows label={t('invitations.title')}>
            {items.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} onOpen={onOpen} />
            ))}
          </ItemRows>
        </Section>
      )}
    </QueryView>
  );
}

/** Who was asked to join and has not yet. */
export function InvitationsPage() {
  const { t } = useTranslation('accounts');
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const invite = (
    <Button
      leftSection={<IconUserPlus size={16} aria-hidden />}
      onClick={() => setOpen({ dialog: 'invite', again: null })}
    >
      {t('invite')}
    </Button>
  );
  return (
    <Page width="reading">
      <PageHeader title={t('invitations.title')} description={t('invitations.lead')} actions={invite} />
      <Permitted permission="members:manage">
        <OpenInvitations onOpen={setOpen} invite={invite} />
      </Permitted>
      <Suspense fallback={null}>
        {open?.dialog === 'invite' ? <InviteDialog again={open.again} onClose={close} /> : null}
        {open?.dialog === 'void' ? <VoidDialog invitation={open.invitation} onClose={close} /> : null}
      </Suspense>
    </Page>
  );
}
