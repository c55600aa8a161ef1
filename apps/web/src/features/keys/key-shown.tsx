import { useState } from 'react';
import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { NewApiKey } from '../../api/types';
import { CopyField } from '../../components/copy-field';
import { Notice } from '../../components/notice';
import { useFormat } from '../../i18n/format';
import { HowToUse } from './how-to-use';
import classes from './keys.module.css';

/** The one time that a key is on screen. Neither Escape nor a stray click ends it. */
export function KeyShown({ shown, onClose }: { shown: NewApiKey; onClose: () => void }) {
  const { t } = useTranslation('keys');
  const format = useFormat();
  const [stored, setStored] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('shown.title', { name: shown.name })}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Notice tone="warn" icon={IconAlertTriangle}>
          {t('shown.once')}
        </Notice>
        <CopyField label={t('shown.key')} value={shown.key} />
        <p className={classes.note}>
          {t('shown.until', { when: format.date(shown.expiresAt) })}{' '}
          {shown.rotation ? t('shown.overlap', { when: format.dateTime(shown.rotation.endsAt) }) : null}
        </p>
        <details className={classes.details}>
          <summary>{t('howTo.title')}</summary>
          <HowToUse clientId={shown.id} />
        </details>
        <Checkbox
          checked={stored}
          onChange={(event) => setStored(event.currentTarget.checked)}
          label={t('shown.stored')}
        />
        <Group justify="flex-end">
          <Button disabled={!stored} onClick={onClose}>
            {t('shown.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
