import { lazy, Suspense, useId } from 'react';
import { Radio, Select, Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries';
import { useFormat } from '../../i18n/format';
import type { PostForm } from './post-form';
import { instantOf, wallClock } from './wall-clock';
import classes from './composer.module.css';

const DateTimePicker = lazy(async () => ({
  default: (await import('../../components/date-time/date-time-picker')).DateTimePicker,
}));

const HOUR_MS = 3_600_000;

interface ScheduleFieldProps {
  form: PostForm;
  onChange: (changes: Partial<PostForm>) => void;
  error: string | null;
  disabled: boolean;
}

function timeZones(chosen: string): string[] {
  const all = Intl.supportedValuesOf('timeZone');
  return all.includes(chosen) ? all : [chosen, ...all];
}

/** The next full hour that leaves somebody time to approve. */
function suggestion(timeZone: string): string {
  const soon = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + HOUR_MS;
  return wallClock(soon, timeZone);
}

function Consequence({ local, timeZone }: { local: string; timeZone: string }) {
  const { t } = useTranslation('publishing');
  const format = useFormat();
  const at = instantOf(local, timeZone);
  if (!at) return null;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (at.getTime() <= Date.now()) return <span className={classes.warning}>{t('schedule.past')}</span>;
  if (here === timeZone) return <span>{format.relative(at)}</span>;
  return <span>{t('schedule.yours', { at: format.dateTime(at) })}</span>;
}

export function ScheduleField({ form, onChange, error, disabled }: ScheduleFieldProps) {
  const { t } = useTranslation('publishing');
  const zone = useMe().data?.organization.timeZone ?? 'UTC';
  const { schedule } = form;
  const helpId = useId();
  return (
    <Radio.Group
      value={schedule ? 'at' : 'asap'}
      onChange={(mode) => onChange({ schedule: mode === 'at' ? { local: suggestion(zone), timeZone: zone } : null })}
      label={t('schedule.title')}
      className={classes.schedule ?? ''}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="asap" label={t('schedule.asap')} disabled={disabled} />
        <Radio value="at" label={t('schedule.at')} disabled={disabled} />
        {schedule ? (
          <div className={classes.when}>
            <Suspense fallback={<Skeleton height={58} />}>
              <DateTimePicker
                label={t('schedule.time')}
                value={schedule.local}
                onChange={(local) => onChange({ schedule: { ...schedule, local } })}
                granularity="minute"
                disabled={disabled}
                invalid={error !== null}
                describedBy={helpId}
              />
            </Suspense>
            <Select
              label={t('schedule.zone')}
              data={timeZones(schedule.timeZone)}
              value={schedule.timeZone}
              onChange={(timeZone) => timeZone && onChange({ schedule: { ...schedule, timeZone } })}
              allowDeselect={false}
              searchable
              limit={60}
              disabled={disabled}
              nothingFoundMessage={t('schedule.noZone')}
              dir="ltr"
              className={classes.zone ?? ''}
            />
          </div>
        ) : null}
        <p id={helpId} className={error ? classes.fieldError : classes.hint} role={error ? 'alert' : undefined}>
          {error ?? (schedule ? <Consequence {...schedule} /> : t('schedule.asapHelp'))}
        </p>
      </Stack>
    </Radio.Group>
  );
}
