import { useState } from 'react';
import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../components/copy-button';
import { saveFile } from '../../../components/save-file';
import classes from '../auth.module.css';
import { printText } from './print-text';

interface KeepCodesProps {
  codes: string[];
  email: string;
  /** What follows once they are stored. */
  action: string;
  onDone: () => void;
}

/** Recovery codes, to be kept now: they are never shown again. */
export function KeepCodes({ codes, email, action, onDone }: KeepCodesProps) {
  const { t } = useTranslation(['auth', 'common']);
  const [stored, setStored] = useState(false);
  const title = t('enrol.codesFile', { email });
  const text = `${title}\n\n${codes.join('\n')}\n`;
  return (
    <Stack gap="md">
      <ul className={classes.codes} aria-label={t('enrol.codesList')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs" className={classes.keep ?? ''}>
        <CopyButton value={text} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => saveFile('divan-recovery-codes.txt', text)}
        >
          {t('common:actions.download')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => printText(title, codes)}
        >
          {t('enrol.print')}
        </Button>
      </Group>
      <Checkbox
        label={t('enrol.stored')}
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
      <Button size="md" fullWidth disabled={!stored} onClick={onDone}>
        {action}
      </Button>
    </Stack>
  );
}
