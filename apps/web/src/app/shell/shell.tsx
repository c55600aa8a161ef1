import { lazy, Suspense, useState } from 'react';
import { useHotkeys } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useMe } from '../../api/queries';
import { useSessionStatus } from '../../api/session';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { CrashBoundary } from '../error-pages';
import { ConnectionBanner } from './connection-banner';
import { Rail } from './rail';
import { TopBar } from './top-bar';
import { useLiveUpdates } from '../use-live-updates';
import { useMemberLocale } from './use-member-locale';
import classes from './shell.module.css';

const LogAlarmWatch = lazy(async () => ({ default: (await import('../../features/log/alarm-watch')).LogAlarmWatch }));
const CommandBox = lazy(async () => ({ default: (await import('./command-box')).CommandBox }));

/** Everything around a signed-in member's page. */
export function Shell() {
  const status = useSessionStatus();
  const location = useLocation();
  if (status === 'signed-out') {
    const next = location.pathname === '/' ? '' : `?next=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  return <SignedInShell />;
}

function SignedInShell() {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  const liveState = useLiveUpdates();
  useMemberLocale(me.data);
  // Its code is downloaded when it is first asked for.
  const [commands, setCommands] = useState<'never' | 'open' | 'closed'>('never');
  useHotkeys([['mod+K', () => setCommands('open')]], []);

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('nav.skip')}
      </a>
      <Rail />
      <TopBar onSearch={() => setCommands('open')} />
      <main id="content" className={classes.main} tabIndex={-1}>
        <ConnectionBanner liveState={liveState} />
        <Suspense fallback={null}>
          <LogAlarmWatch />
        </Suspense>
        <div className={classes.page}>
          {me.error && !me.data ? (
            <ErrorState error={me.error} onRetry={() => void me.refetch()} />
          ) : (
            <CrashBoundary resetKey={location.key}>
              <Suspense fallback={<ListSkeleton />}>
                <Outlet />
              </Suspense>
            </CrashBoundary>
          )}
        </div>
      </main>
      {commands === 'never' ? null : (
        <Suspense fallback={null}>
          <CommandBox opened={commands === 'open'} onClose={() => setCommands('closed')} />
        </Suspense>
      )}
    </div>
  );
}
