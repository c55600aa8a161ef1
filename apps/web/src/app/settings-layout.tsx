import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { useSettingsNavigation } from './navigation';
import classes from './settings-layout.module.css';

export function SettingsLayout() {
  const { t } = useTranslation();
  const entries = useSettingsNavigation();
  return (
    <div className={classes.layout}>
      <nav className={classes.nav} aria-label={t('nav.settings')}>
        <p className={classes.heading}>{t('nav.settings')}</p>
        {entries.map((entry) => (
          <NavLink key={entry.path} to={entry.path} className={classes.link ?? ''}>
            {t(entry.label)}
          </NavLink>
        ))}
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
