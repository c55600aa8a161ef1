import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { IconLock, IconPlus, IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePermissionOnceKnown } from '../../api/queries';
import type { AuditForwarder } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { EmptyState } from '../../components/empty-state';
import { ItemRows } from '../../components/item-row';
import { notifyDone, notifyError } from '../../components/notify';
import { ListSkeleton } from '../../components/list-skeleton';
import { Page, PageHeader, Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { ForwarderRow } from './forwarder-row';
import { useForwarders, useRemoveForwarder } from './forwarder-queries';
import { RetentionSection } from './retention-section';

const ForwarderDialog = lazy(async () => ({ default: (await import('./forwarder-dialog')).ForwarderDialog }));

type Open = { dialog: 'form'; forwarder: AuditForwarder | null } | { dialog: 'remove'; forwarder: AuditForwarder };

function RemoveDialog({ forwarder, onClose }: { forwarder: AuditForwarder; onClose: () => void }) {
  const { t } = useTranslation('audit-settings');
  const remove = useRemoveForwarder();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t('remove.title', { name: forwarder.name })}
      action={t('remove.action')}
      dangerous
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(forwarder, {
          onSuccess: () => {
            notifyDone(t('remove.done', { name: forwarder.name }));
            onClose();
          },
          onError: (error) => notifyError(error),
        })
      }
    >
      {t('remove.text')}
    </ConfirmDialog>
  );
}

function Forwarding() {
  const { t } = useTranslation('audit-settings');
  const forwarders = useForwarders();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setOpen({ dialog: 'form', forwarder: null })}
    >
      {t('forwarding.add')}
    </Button>
  );
  const any = (forwarders.data?.items.length ?? 0) > 0;
  return (
    <Section title={t('forwarding.title')} description={t('forwarding.lead')} actions={any ? add : null}>
      <QueryView
        query={forwarders}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <EmptyState icon={IconSend} title={t('forwarding.emptyTitle')} action={add}>
            {t('forwarding.emptyText')}
          </EmptyState>
        }
      >
        {({ items }) => (
          <ItemRows>
            {items.map((forwarder) => (
              <ForwarderRow
                key={forwarder.id}
                forwarder={forwarder}
                onChange={() => setOpen({ dialog: 'form', forwarder })}
                onRemove={() => setOpen({ dialog: 'remove', forwarder })}
              />
            ))}
          </ItemRows>
        )}
      </QueryView>
      <Suspense fallback={null}>
        {open?.dialog === 'form' ? <ForwarderDialog existing={open.forwarder} onClose={close} /> : null}
        {open?.dialog === 'remove' ? <RemoveDialog forwarder={open.forwarder} onClose={close} /> : null}
      </Suspense>
    </Section>
  );
}

/** Where the audit log goes besides here, and how long its personal part is kept. */
export function AuditSettingsPage() {
  const { t } = useTranslation('audit-settings');
  const allowed = usePermissionOnceKnown('organization:manage');
  return (
    <Page width="reading">
      <PageHeader title={t('title')} description={t('lead')} />
      {allowed === null ? <ListSkeleton rows={3} /> : null}
      {allowed === false ? <EmptyState icon={IconLock} title={t('notAllowed')} /> : null}
      {allowed ? (
        <>
          <Forwarding />
          <RetentionSection />
        </>
      ) : null}
    </Page>
  );
}
