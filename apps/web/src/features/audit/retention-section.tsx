import { useState } from 'react';
import { Button, NumberInput, Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AuditSettings } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { useAuditSettings, useChangeAuditSettings } from './retention-queries';
import { isRetention, isShorter, LEAST_DAYS, MOST_DAYS, USUAL_DAYS } from './retention';
import classes from './forwarding.module.css';

interface DaysProps {
  days: number | string;
  valid: boolean;
  onChange: (days: number | string) => void;
}

function Days({ days, valid, onChange }: DaysProps) {
  const { t } = useTranslation('audit-settings');
  return (
    <NumberInput
      label={t('retention.days')}
      description={t('retention.least', { count: LEAST_DAYS })}
      value={days}
      onChange={onChange}
      min={LEAST_DAYS}
      max={MOST_DAYS}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      error={valid ? null : t('retention.wrong', { least: LEAST_DAYS, most: MOST_DAYS })}
      className={classes.days ?? ''}
    />
  );
}

function RetentionForm({ settings }: { settings: AuditSettings }) {
  const { t } = useTranslation('audit-settings');
  const kept = settings.detailRetentionDays;
  const [forGood, setForGood] = useState(kept === null);
  const [days, setDays] = useState<number | string>(kept ?? USUAL_DAYS);
  const [asking, setAsking] = useState(false);
  const change = useChangeAuditSettings(() => notifyDone(t('retention.saved')));
  const wanted = forGood ? null : Number(days);
  const valid = isRetention(wanted);
  const save = () => {
    setAsking(false);
    const next = { detailRetentionDays: wanted, version: settings.version };
    change.mutate(next, { onError: (error) => notifyError(error) });
  };
  return (
    <form
      className={classes.retention}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid) return;
        if (isShorter(wanted, kept)) setAsking(true);
        else save();
      }}
    >
      <Radio.Group
        label={t('retention.keep')}
        value={forGood ? 'good' : 'days'}
        onChange={(value) => setForGood(value === 'good')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="good" label={t('retention.forGood')} />
          <Radio value="days" label={t('retention.forDays')} />
        </Stack>
      </Radio.Group>
      {forGood ? null : <Days days={days} valid={valid} onChange={setDays} />}
      <div>
        <Button type="submit" loading={change.isPending} disabled={!valid || wanted === kept}>
          {t('retention.save')}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('retention.confirmTitle')}
        action={t('retention.confirm')}
        dangerous
        onConfirm={save}
      >
        {t('retention.confirmText', { count: wanted ?? 0 })}
      </ConfirmDialog>
    </form>
  );
}

/** How long names, addresses and details are kept. The events themselves stay in the log for good. */
export function RetentionSection() {
  const { t } = useTranslation('audit-settings');
  const settings = useAuditSettings();
  return (
    <Section title={t('retention.title')} description={t('retention.lead')}>
      <QueryView query={settings}>{(data) => <RetentionForm key={data.version} settings={data} />}</QueryView>
    </Section>
  );
}
