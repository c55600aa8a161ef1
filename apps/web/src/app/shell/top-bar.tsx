import { lazy, Suspense, useState } from 'react';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Key } from '../../components/key';
import { MemberButton } from './member-button';
import { OrganizationName } from './organization-name';
import classes from './shell.module.css';

const MemberMenu = lazy(async () => ({ default: (await import('./member-menu')).MemberMenu }));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation();
  const [menuAsked, setMenuAsked] = useState(false);
  return (
    <header className={classes.top}>
      <div className={classes.organization}>
        <OrganizationName />
      </div>
      <button type="button" className={classes.search} onClick={onSearch} aria-label={t('spotlight.open')}>
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <span>{t('spotlight.placeholder')}</span>
        <Key>{isMac ? '⌘ K' : 'Ctrl K'}</Key>
      </button>
      <div className={classes.member}>
        {menuAsked ? (
          <Suspense fallback={<MemberButton />}>
            <MemberMenu />
          </Suspense>
        ) : (
          <MemberButton onClick={() => setMenuAsked(true)} />
        )}
      </div>
    </header>
  );
}
