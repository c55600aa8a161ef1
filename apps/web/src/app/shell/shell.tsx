import { lazy, Suspense, useEffect, useLayoutEffect, useState } from 'react';
import { useHotkeys } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import { useMe } from '../../api/queries';
import { rememberMember, useSessionStatus } from '../../api/session';
import { ErrorState } from '../../components/error-state';
import { ListSkeleton } from '../../components/list-skeleton';
import { CrashBoundary } from '../error-pages';
import { useLiveUpdates } from '../use-live-updates';
import { ConnectionBanner } from './connection-banner';
import { useIdleLock } from './idle';
import { Rail } from './rail';
import { SignInNotice, useOpenNotice } from './sign-in-notice';
import { TopBar } from './top-bar';
import { useIdleMinutes } from './use-idle-minutes';
import { useMemberLocale } from './use-member-locale';
import classes from './shell.module.css';

const lockScreen = () => import('../../features/auth/lock/lock-screen');
const LogAlarmWatch = lazy(async () => ({ default: (await import('../../features/log/alarm-watch')).LogAlarmWatch }));
const SetupBanner = lazy(async () => ({ default: (await import('../../features/setup/setup-banner')).SetupBanner }));
const CommandBox = lazy(async () => ({ default: (await import('./command-box')).CommandBox }));
const LockScreen = lazy(async () => ({ default: (await lockScreen()).LockScreen }));

/** Everything around a signed-in member's page. While it is locked the page stays as it is, out of sight. */
export function Shell() {
  const status = useSessionStatus();
  const location = useLocation();
  const notice = useOpenNotice(status === 'signed-in');
  const locked = status === 'locked';
  // Once somebody is in, the page below a lock or a notice is kept: dialogs, drafts, places in lists.
  const [inUse, setInUse] = useState(false);
  const mayEnter = status !== 'locked' && notice === 'none';
  if (mayEnter && !inUse) setInUse(true);
  useConcealed(locked || (inUse && notice !== 'none'));

  if (status === 'signed-out') {
    const next = location.pathname === '/' ? '' : `?next=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  return (
    <>
      {inUse ? <SignedInShell /> : null}
      {locked ? (
        <Suspense fallback={null}>
          <LockScreen />
        </Suspense>
      ) : (
        <SignInNotice state={notice} over={inUse} />
      )}
    </>
  );
}

/** Hides everything but what covers the page, and at once: the cover's own code may still be on its way. */
function useConcealed(concealed: boolean): void {
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-dv-concealed', concealed);
    return () => void document.documentElement.removeAttribute('data-dv-concealed');
  }, [concealed]);
  useEffect(() => {
    // A lock must also come up without a connection.
    const timer = setTimeout(() => void lockScreen().catch(() => undefined), 3_000);
    return () => clearTimeout(timer);
  }, []);
}

function SignedInShell() {
  const { t } = useTranslation();
  const me = useMe();
  const location = useLocation();
  const liveState = useLiveUpdates();
  useMemberLocale(me.data);
  useIdleLock(useIdleMinutes());
  useEffect(() => {
    if (!me.data) return;
    const { member, organization } = me.data;
    rememberMember({ id: member.id, organizationId: organization.id, email: member.email, name: member.name });
  }, [me.data]);
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
          <SetupBanner />
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
