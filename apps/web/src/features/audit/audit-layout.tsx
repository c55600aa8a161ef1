import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { usePermission } from '../../api/queries';
import classes from './audit-layout.module.css';

/** The events, what was exported of them, and how the log stands that they are in. */
export function AuditLayout() {
  const { t } = useTranslation('audit');
  const mayExport = usePermission('audit:export');
  return (
    <div className={classes.layout}>
      <nav className={classes.nav} aria-label={t('tabs.label')}>
        <NavLink to="/audit" end className={classes.tab ?? ''}>
          {t('tabs.events')}
        </NavLink>
        <NavLink to="/audit/log" className={classes.tab ?? ''}>
          {t('tabs.log')}
        </NavLink>
        {mayExport ? (
          <NavLink to="/audit/exports" className={classes.tab ?? ''}>
            {t('tabs.exports')}
          </NavLink>
        ) : null}
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
