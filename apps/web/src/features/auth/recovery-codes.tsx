import { useState } from 'react';
import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button';
import { AuthLayout } from './auth-layout';
import classes from './auth.module.css';

interface RecoveryCodesProps {
  codes: string[];
  email: string;
  onDone: () => void;
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function RecoveryCodes({ codes, email, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation(['auth', 'common']);
  const [stored, setStored] = useState(false);
  const text = `${t('enrol.codesFile', { email })}\n\n${codes.join('\n')}\n`;
  return (
    <AuthLayout title={t('enrol.codesTitle')} lead={t('enrol.codesLead')}>
      <Stack gap="md">
        <ul className={classes.codes} aria-label={t('enrol.codesList')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group gap="sm" grow>
          <CopyButton value={text} />
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download('divan-recovery-codes.txt', text)}
          >
            {t('common:actions.download')}
          </Button>
        </Group>
        <Checkbox
          label={t('enrol.stored')}
          checked={stored}
          onChange={(event) => setStored(event.currentTarget.checked)}
        />
        <Button size="md" fullWidth disabled={!stored} onClick={onDone}>
          {t('enrol.finish')}
        </Button>
      </Stack>
    </AuthLayout>
  );
}
