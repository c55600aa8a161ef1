import { Button, Switch } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './audit.module.css';

/** Kept on this machine: who investigates wants the list to stand still, who watches wants it to move. */
export function useLiveChoice() {
  return useLocalStorage({ key: 'divan-audit-live', defaultValue: true, getInitialValueInEffect: false });
}

export function LiveSwitch({ live, onChange }: { live: boolean; onChange: (live: boolean) => void }) {
  const { t } = useTranslation('audit');
  return (
    <Switch
      className={classes.live ?? ''}
      checked={live}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label={t('live.label')}
      title={t(live ? 'live.on' : 'live.off')}
    />
  );
}

interface NewEventsPillProps {
  waiting: { count: number; more: boolean };
  onShow: () => void;
}

/** While somebody reads further down, what is new waits here. */
export function NewEventsPill({ waiting, onShow }: NewEventsPillProps) {
  const { t } = useTranslation('audit');
  return (
    <div role="status" className={classes.arrivals}>
      {waiting.count > 0 ? (
        <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={onShow}>
          {t(waiting.more ? 'live.newMore' : 'live.new', { count: waiting.count })}
        </Button>
      ) : null}
    </div>
  );
}
