import { useState } from 'react';
import { Anchor, Button } from '@mantine/core';
import { IconFileExport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { keys, queryClient, usePermissionOnceKnown } from '../../api/queries';
import type { AuditExport } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { EmptyState } from '../../components/empty-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { notifyDone, notifyError } from '../../components/notify';
import { Page, PageHeader } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { saveFile } from '../../components/save-file';
import { ExportRow } from './export-row';
import { changeExports, isUnderWay, useAuditExports, useExportProgress } from './export-queries';
import classes from './exports.module.css';

async function download({ id, format, createdAt }: AuditExport): Promise<void> {
  try {
    const content = await api.blob(`/audit-exports/${id}/content`);
    saveFile(`audit-${createdAt.slice(0, 19).replaceAll(':', '')}Z.${format}`, content);
  } catch (error) {
    notifyError(error);
  }
}

/** Cancelling and removing are the same request: what is under way stops, and then it is gone. */
function useEnd() {
  const { t } = useTranslation('audit');
  return useMutation({
    mutationFn: (item: AuditExport) => api.delete(`/audit-exports/${item.id}`),
    onMutate: (item) =>
      changeExports((other) => {
        if (other.id !== item.id) return other;
        return isUnderWay(other) ? { ...other, state: 'cancelled' } : null;
      }),
    onSuccess: (_nothing, item) => notifyDone(t(isUnderWay(item) ? 'exports.cancelled' : 'exports.removed')),
    onError: (error) => notifyError(error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [keys.auditExports] }),
  });
}

function Exports() {
  const { t } = useTranslation('audit');
  const query = useAuditExports();
  const end = useEnd();
  const [removing, setRemoving] = useState<AuditExport | null>(null);
  useExportProgress();
  return (
    <QueryView
      query={query}
      isEmpty={(data) => data.pages.every(({ items }) => items.length === 0)}
      empty={
        <EmptyState
          icon={IconFileExport}
          title={t('exports.emptyTitle')}
          action={
            <Anchor component={Link} to="/audit">
              {t('exports.toEvents')}
            </Anchor>
          }
        >
          {t('exports.emptyText')}
        </EmptyState>
      }
    >
      {(data) => (
        <>
          <ul className={classes.exports}>
            {data.pages
              .flatMap(({ items }) => items)
              .map((item) => (
                <ExportRow
                  key={item.id}
                  item={item}
                  onDownload={download}
                  onCancel={(chosen) => end.mutate(chosen)}
                  onRemove={setRemoving}
                />
              ))}
          </ul>
          {query.hasNextPage ? (
            <Button
              variant="default"
              className={classes.older ?? ''}
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('exports.older')}
            </Button>
          ) : null}
          <ConfirmDialog
            opened={removing !== null}
            onClose={() => setRemoving(null)}
            title={t('exports.removeTitle')}
            action={t('exports.remove')}
            dangerous
            onConfirm={() => {
              if (removing) end.mutate(removing);
              setRemoving(null);
            }}
          >
            {t('exports.removeText')}
          </ConfirmDialog>
        </>
      )}
    </QueryView>
  );
}

export function ExportsPage() {
  const { t } = useTranslation('audit');
  const allowed = usePermissionOnceKnown('audit:export');
  return (
    <Page>
      <PageHeader title={t('exports.title')} description={t('exports.lead')} />
      {allowed === null ? <ListSkeleton rows={3} /> : null}
      {allowed === false ? <EmptyState icon={IconFileExport} title={t('exports.notAllowed')} /> : null}
      {allowed ? <Exports /> : null}
    </Page>
  );
}
