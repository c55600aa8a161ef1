import { useState, type FormEvent } from 'react';
import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApiKey, NewApiKey } from '../../api/types';
import { FormDialog } from '../../components/form-dialog';
import { useProblemText } from '../../components/problem-text';
import { OVERLAPS } from './key-form';
import { useRotateKey } from './key-queries';
import classes from './keys.module.css';

interface RotateDialogProps {
  apiKey: ApiKey;
  onRotated: (key: NewApiKey) => void;
  onClose: () => void;
}

/** A new secret for the same key, while the one before works on for as long as the change takes. */
export function RotateDialog({ apiKey, onRotated, onClose }: RotateDialogProps) {
  const { t } = useTranslation('keys');
  const problemText = useProblemText();
  const [hours, setHours] = useState('24');
  const rotate = useRotateKey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate({ key: apiKey, overlapHours: Number(hours) }, { onSuccess: onRotated });
  };
  return (
    <FormDialog
      title={t('rotate.title', { name: apiKey.name })}
      action={t('rotate.action')}
      onClose={onClose}
      onSubmit={submit}
      busy={rotate.isPending}
      problem={rotate.error ? problemText(rotate.error) : null}
    >
      <p className={classes.note}>{t('rotate.text')}</p>
      <Radio.Group label={t('rotate.overlap')} value={hours} onChange={setHours}>
        <Stack gap="xs" mt="xs">
          {OVERLAPS.map((overlap) => (
            <Radio
              key={overlap}
              value={String(overlap)}
              label={overlap === 0 ? t('rotate.atOnce') : t('rotate.hours', { count: overlap })}
              description={overlap === 0 ? t('rotate.atOnceHelp') : null}
            />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
