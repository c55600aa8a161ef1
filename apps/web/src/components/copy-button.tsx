import { Button, CopyButton as MantineCopyButton, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface CopyButtonProps extends ButtonProps {
  value: string;
  label?: string;
}

export function CopyButton({ value, label, ...props }: CopyButtonProps) {
  const { t } = useTranslation();
  return (
    <MantineCopyButton value={value} timeout={2500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={copy}
          {...props}
        >
          <span aria-live="polite">{copied ? t('actions.copied') : (label ?? t('actions.copy'))}</span>
        </Button>
      )}
    </MantineCopyButton>
  );
}
