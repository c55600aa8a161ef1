import { Modal, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Key } from '../../components/key';
import { useShortcutsEnabled } from '../../components/shortcuts';
import classes from './shortcuts-dialog.module.css';

const KEYS: [keys: string, text: string][] = [
  ['j', 'next'],
  ['k', 'previous'],
  ['r', 'reply'],
  ['a', 'assign'],
  ['e', 'resolve'],
  ['/', 'search'],
  ['Ctrl ⏎', 'send'],
  ['Ctrl K', 'everywhere'],
  ['?', 'help'],
];

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(['inbox', 'common']);
  const [enabled, setEnabled] = useShortcutsEnabled();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.title')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <dl className={classes.keys}>
        {KEYS.map(([keys, text]) => (
          <div key={keys} className={classes.row}>
            <dt>{t(`keys.${text}`)}</dt>
            <dd>
              <Key>{keys}</Key>
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t('keys.switch')}
        description={t('keys.switchHelp')}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Modal>
  );
}
