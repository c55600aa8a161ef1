import { useState } from 'react';
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../components/form-alert';
import { notifyDone } from '../../components/notify';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { useRotateKey } from './log-queries';
import { LEAST_REASON } from './reason';
import classes from './log.module.css';

/** A new key is not dangerous, but it is work for everybody who checks the log; the dialog says which. */
export function RotateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['log', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const [key] = useState(() => crypto.randomUUID());
  const rotate = useRotateKey(({ keyId }) => {
    notifyDone(t('rotate.done', { key: `\u2066${keyId}\u2069` }));
    onClose();
  });
  const form = useForm({
    initialValues: { reason: '' },
    validate: {
      reason: (text) => (text.trim().length >= LEAST_REASON ? null : t('reasonNeeded', { count: LEAST_REASON })),
    },
  });
  const submit = form.onSubmit(({ reason }) =>
    rotate.mutate({ reason: reason.trim(), key }, { onError: (error) => form.setErrors(fieldErrors(error)) }),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('rotate.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <ul className={classes.steps}>
            {(['from', 'old', 'tell', 'compromised'] as const).map((name) => (
              <li key={name}>{t(`rotate.means.${name}`)}</li>
            ))}
          </ul>
          <FormAlert>{rotate.error && !form.errors.reason ? problemText(rotate.error) : null}</FormAlert>
          <Textarea
            label={t('reason')}
            description={t('rotate.reasonHelp')}
            autosize
            minRows={2}
            maxRows={8}
            dir="auto"
            withAsterisk
            data-autofocus
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={rotate.isPending}>
              {t('rotate.action')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
