import { Suspense, useEffect } from 'react';
import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { queryClient } from '../api/queries';
import { useSessionStatus } from '../api/session';
import { Announcer } from '../components/announcer';
import { directionOf } from '../i18n';
import { router } from './router';
import { cssVariables, theme } from './theme';

/** Mantine's floating parts read the direction from here; the document's own is set with the language. */
function DirectionOfLanguage() {
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  useEffect(() => setDirection(directionOf(i18n.language)), [i18n.language, setDirection]);
  return null;
}

/** What one member has read must not be in memory for the next. */
function ForgetOnSignOut() {
  const status = useSessionStatus();
  useEffect(() => {
    if (status !== 'signed-out') return;
    queryClient.clear();
    const { pathname, search } = router.state.location;
    const isPublic = /^\/(sign-in|invitations)(\/|$)/.test(pathname);
    if (!isPublic) void router.navigate(`/sign-in?next=${encodeURIComponent(pathname + search)}`, { replace: true });
  }, [status]);
  return null;
}

export function App() {
  return (
    <DirectionProvider
      initialDirection={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}
      detectDirection={false}
    >
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <DirectionOfLanguage />
          <ForgetOnSignOut />
          <Notifications position="bottom-left" containerWidth={380} zIndex={400} />
          <Announcer />
          <Suspense fallback={null}>
            <RouterProvider router={router} />
          </Suspense>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
