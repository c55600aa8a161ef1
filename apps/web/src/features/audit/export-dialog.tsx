import { useState } from 'react';
import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { keys, queryClient, useLog } from '../../api/queries';
import type { AuditExport, AuditExportFormat, AuditFilter } from '../../api/types';
import { ErrorState } from '../../components/error-state';
import { Notice } from '../../components/notice';
import { notifyDone } from '../../components/notify';
import type { AuditFilters } from './filters';
import { useFilterTexts } from './filter-texts';
import classes from './exports.module.css';

const FORMATS: AuditExportFormat[] = ['csv', 'ndjson'];

interface ExportDialogProps {
  filters: AuditFilters;
  /** The same as the API takes them: what the list shows is what is exported. */
  filter: AuditFilter;
  /** How many events the list has loaded, and whether those are all. */
  known: { count: number; complete: boolean };
  onClose: () => void;
}

/** Nothing counts the events beforehand; what is certain is said. */
function Estimate({ known }: Pick<ExportDialogProps, 'known'>) {
  const { t } = useTranslation('audit');
  const size = useLog().data?.size;
  if (known.complete) return <>{t('export.exactly', { count: known.count })}</>;
  if (size === undefined) return <>{t('export.atLeast', { count: known.count })}</>;
  return <>{t('export.betweenCounts', { count: known.count, most: Math.max(size, known.count) })}</>;
}

function FilterWords({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation('audit');
  const texts = useFilterTexts()(filters);
  if (texts.length === 0) return <p className={classes.all}>{t('export.everything')}</p>;
  return (
    <ul className={classes.filterWords}>
      {texts.map(({ name, label, value }) => (
        <li key={name}>
          <span className={classes.quiet}>{label}:</span> <bdi>{value}</bdi>
        </li>
      ))}
    </ul>
  );
}

export function ExportDialog({ filters, filter, known, onClose }: ExportDialogProps) {
  const { t } = useTranslation(['audit', 'common']);
  const navigate = useNavigate();
  const [format, setFormat] = useState<AuditExportFormat>('csv');
  // The same act keeps its key: pressed twice after a lost answer, it is one export.
  const [key] = useState(() => crypto.randomUUID());
  const start = useMutation({
    mutationFn: () =>
      api.post<AuditExport>('/audit-exports', { format, filter }, { idempotencyKey: `${key}-${format}` }),
    onSuccess: () => {
      notifyDone(t('export.started'));
      void queryClient.invalidateQueries({ queryKey: [keys.auditExports] });
      onClose();
      void navigate('/audit/exports');
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('export.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap="lg">
        <section>
          <h3 className={classes.heading}>{t('export.what')}</h3>
          <FilterWords filters={filters} />
          <p className={classes.quiet}>
            <Estimate known={known} />
          </p>
        </section>
        <Radio.Group
          label={t('export.format')}
          value={format}
          onChange={(value) => setFormat(value === 'ndjson' ? 'ndjson' : 'csv')}
        >
          <Stack gap="sm" mt="xs">
            {FORMATS.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`export.formats.${value}`)}
                description={t(`export.formatHelp.${value}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Notice tone="info" icon={IconInfoCircle}>
          <p>{t('export.recorded')}</p>
        </Notice>
        {start.error ? <ErrorState error={start.error} compact /> : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common:actions.cancel')}
          </Button>
          <Button loading={start.isPending} onClick={() => start.mutate()}>
            {t('export.start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
