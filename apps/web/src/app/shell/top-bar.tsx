import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries';
import { Key } from '../../components/key';
import { MemberMenu } from './member-menu';
import classes from './shell.module.css';

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <header className={classes.top}>
      <div className={classes.organization} dir="auto">
        {me.data?.organization.name}
      </div>
      <button type="button" className={classes.search} onClick={onSearch} aria-label={t('spotlight.open')}>
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span>{t('spotlight.placeholder')}</span>
        <Key>{isMac ? '⌘ K' : 'Ctrl K'}</Key>
      </button>
      <div className={classes.member}>
        <MemberMenu />
      </div>
    </header>
  );
}
