import { useEffect, useId, useState } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useLocation } from 'react-router';
import { SETTINGS_GROUPS, useSettingsNavigation, type SettingsEntry } from './navigation';
import classes from './settings-layout.module.css';

/** The entry that holds this address: the longest path that begins it. */
function entryAt(entries: SettingsEntry[], address: string): SettingsEntry | undefined {
  return entries
    .filter(({ path }) => address === path || address.startsWith(`${path}/`))
    .sort((one, other) => other.path.length - one.path.length)[0];
}

function Group({ entries, label }: { entries: SettingsEntry[]; label: string }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={classes.group}>
      <p className={classes.groupName} id={id}>
        {label}
      </p>
      <ul className={classes.entries} aria-labelledby={id}>
        {entries.map((entry) => (
          <li key={entry.path}>
            <NavLink to={entry.path} className={classes.link ?? ''}>
              {t(entry.label)}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Settings: its pages by group at the side, or behind one button where there is no room beside them. */
export function SettingsLayout() {
  const { t } = useTranslation();
  const entries = useSettingsNavigation();
  const { pathname } = useLocation();
  const beside = useMediaQuery('(width >= 64em)', undefined, { getInitialValueInEffect: false }) ?? true;
  const [opened, setOpened] = useState(false);
  const listId = useId();
  const here = entryAt(entries, pathname);
  const groups = SETTINGS_GROUPS.map((group) => ({
    group,
    entries: entries.filter((entry) => entry.group === group),
  })).filter((group) => group.entries.length > 0);
  // Whoever has chosen a page wants to see it, not the list.
  useEffect(() => setOpened(false), [pathname]);

  return (
    <div className={classes.layout}>
      <nav className={classes.nav} aria-label={t('nav.settings')}>
        {beside ? (
          <p className={classes.heading}>{t('nav.settings')}</p>
        ) : (
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={opened}
            aria-controls={listId}
            onClick={() => setOpened(!opened)}
          >
            <span>
              <span className={classes.where}>{t(here ? `nav.groups.${here.group}` : 'nav.settings')}</span>
              <span className={classes.page}>{t(here?.label ?? 'nav.settingsMenu')}</span>
            </span>
            <IconChevronDown size={18} aria-hidden />
          </button>
        )}
        <div id={listId} className={classes.groups} hidden={!beside && !opened}>
          {groups.map((group) => (
            <Group key={group.group} entries={group.entries} label={t(`nav.groups.${group.group}`)} />
          ))}
        </div>
      </nav>
      <div className={classes.content}>
        <Outlet />
      </div>
    </div>
  );
}
