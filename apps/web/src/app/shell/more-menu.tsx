import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { NavigationEntry } from '../navigation';
import classes from './shell.module.css';

/** What does not fit into the bar at the bottom of a small screen. */
export function MoreMenu({ entries }: { entries: NavigationEntry[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end">
      <Menu.Target>
        <button type="button" className={classes.entry}>
          <IconDots size={22} stroke={1.6} aria-hidden />
          {t('nav.more')}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map((entry) => (
          <Menu.Item
            key={entry.path}
            component={Link}
            to={entry.path}
            leftSection={<entry.icon size={18} stroke={1.6} aria-hidden />}
          >
            {t(entry.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
