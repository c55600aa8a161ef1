import { lazy, Suspense } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useNavigation, type NavigationEntry } from '../navigation';
import { Mark } from './mark';
import classes from './shell.module.css';

const MoreMenu = lazy(async () => ({ default: (await import('./more-menu')).MoreMenu }));
const PLACES_ON_SMALL_SCREENS = 5;

function RailEntry({ entry }: { entry: NavigationEntry }) {
  const { t } = useTranslation();
  const Glyph = entry.icon;
  const last = entry.path === '/settings';
  return (
    <NavLink to={entry.path} className={last ? `${classes.entry} ${classes.push}` : (classes.entry ?? '')}>
      <Glyph size={22} stroke={1.6} aria-hidden />
      {t(entry.label)}
    </NavLink>
  );
}

/** Navigation: a rail at the side, or a bar at the bottom of a small screen. */
export function Rail() {
  const { t } = useTranslation();
  const entries = useNavigation();
  const small = useMediaQuery('(width < 48em)') ?? false;
  const overflows = small && entries.length > PLACES_ON_SMALL_SCREENS;
  const shown = overflows ? entries.slice(0, PLACES_ON_SMALL_SCREENS - 1) : entries;

  return (
    <nav className={classes.rail} aria-label={t('nav.label')}>
      <div className={classes.mark}>
        <Mark />
      </div>
      {shown.map((entry) => (
        <RailEntry key={entry.path} entry={entry} />
      ))}
      {overflows ? (
        <Suspense fallback={null}>
          <MoreMenu entries={entries.slice(shown.length)} />
        </Suspense>
      ) : null}
    </nav>
  );
}
