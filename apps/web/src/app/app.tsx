import { lazy, Suspense, useEffect, useState } from 'react';
import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, useLocation } from 'react-router';
import { queryClient } from '../api/queries';
import { useSessionStatus } from '../api/session';
import { Announcer } from '../components/announcer';
import { forgetTab } from '../features/auth/sso/kept-next';
import { StepUpHost } from '../features/auth/step-up/step-up-host';
import { directionOf } from '../i18n';
import { CrashBoundary } from './error-pages';
import { AppRoutes } from './routes';
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
    forgetTab();
  }, [status]);
  return null;
}

const ToastHost = lazy(async () => ({ default: (await import('../components/toasts')).ToastHost }));

/** Comes with the first key or click, so that a message can be shown even when the connection is lost later. */
function Toasts() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    if (wanted) return;
    const want = () => setWanted(true);
    const events = ['pointerdown', 'keydown', 'divan-toast'];
    for (const event of events) window.addEventListener(event, want);
    return () => {
      for (const event of events) window.removeEventListener(event, want);
    };
  }, [wanted]);
  return wanted ? (
    <Suspense fallback={null}>
      <ToastHost />
    </Suspense>
  ) : null;
}

function Screens() {
  const location = useLocation();
  return (
    <CrashBoundary resetKey={location.key}>
      <AppRoutes />
    </CrashBoundary>
  );
}

export function App() {
  const initialDirection = document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr';
  return (
    <DirectionProvider initialDirection={initialDirection} detectDirection={false}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <DirectionOfLanguage />
          <ForgetOnSignOut />
          <Toasts />
          <Announcer />
          <StepUpHost />
          <BrowserRouter>
            <Screens />
          </BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
