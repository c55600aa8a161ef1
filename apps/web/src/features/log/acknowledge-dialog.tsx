import { useState } from 'react';
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { LogState } from '../../api/types';
import { latinDigits } from '../../components/digits';
import { FormAlert } from '../../components/form-alert';
import { notifyDone } from '../../components/notify';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { useAcknowledgeFork } from './log-queries';
import { LEAST_REASON } from './reason';
import classes from './log.module.css';

/** `1,234`, `۱٬۲۳۴`: separators and digits of either script. */
function sizeOf(text: string): number {
  const digits = latinDigits(text).replace(/[\s,.٬_]/g, '');
  return /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
}

/**
 * Lets the log go on after signed entries were lost. Deliberately slow: the number has to be typed, so that nobody
 * gives up entries by a reflex.
 */
export function AcknowledgeDialog({ log, onClose }: { log: LogState; onClose: () => void }) {
  const known = log.alarms.find(({ acknowledgeable }) => acknowledgeable)?.lostSize ?? null;
  const { t } = useTranslation(['log', 'common']);
  const format = useFormat();
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [key] = useState(() => crypto.randomUUID());
  const acknowledge = useAcknowledgeFork(({ origin }) => {
    notifyDone(t('fork.done', { origin: `\u2066${origin}\u2069` }));
    onClose();
  });
  const form = useForm({
    initialValues: { lostSize: '', reason: '' },
    validate: {
      lostSize: (text) => (Number.isNaN(sizeOf(text)) ? t('fork.sizeNeeded') : null),
      reason: (text) => (text.trim().length >= LEAST_REASON ? null : t('reasonNeeded', { count: LEAST_REASON })),
    },
  });
  const submit = form.onSubmit(({ lostSize, reason }) =>
    acknowledge.mutate(
      { lostSize: sizeOf(lostSize), reason: reason.trim(), key },
      { onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('fork.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <ul className={classes.steps}>
            {(['lost', 'newName', 'forever', 'tell'] as const).map((name) => (
              <li key={name}>{t(`fork.means.${name}`, { size: format.number(log.size) })}</li>
            ))}
          </ul>
          <FormAlert>{acknowledge.error && !form.errors.lostSize ? problemText(acknowledge.error) : null}</FormAlert>
          <TextInput
            label={t('fork.lostSize')}
            description={
              known === null ? t('fork.lostSizeHelp') : t('fork.lostSizeKnown', { size: format.number(known) })
            }
            inputMode="numeric"
            autoComplete="off"
            withAsterisk
            {...form.getInputProps('lostSize')}
          />
          <Textarea
            label={t('reason')}
            description={t('fork.reasonHelp')}
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            withAsterisk
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" color="red.8" loading={acknowledge.isPending}>
              {t('fork.action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
