import { Suspense, type ReactNode } from 'react';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { queryClient } from '../api/queries';
import { beginSession, endSession } from '../api/session';
import { theme } from '../app/theme';
import { Announcer } from '../components/announcer';
import { ToastHost } from '../components/toasts';
import { i18n, startI18n } from '../i18n';
import { FakeApi, type FakeAnswer, type FakeRequest } from './fake-api';

interface Options {
  at?: string;
  /** Pattern of the route that holds the screen. */
  path?: string;
  locale?: 'en' | 'fa';
  signedIn?: boolean;
  /** Answers that are there before the screen asks: by `METHOD /path`. */
  answers?: Record<string, (request: FakeRequest) => FakeAnswer>;
}

/** A screen in everything that it needs around it, before an API in memory. */
export async function renderScreen(screen: ReactNode, options: Options = {}): Promise<RenderResult & { api: FakeApi }> {
  const { at = '/', path = '*', locale = 'en', signedIn = true } = options;
  const api = new FakeApi();
  api.signedIn = signedIn;
  for (const [route, answer] of Object.entries(options.answers ?? {})) api.overrides.set(route, answer);
  api.install();
  queryClient.clear();
  if (!i18n.isInitialized) await startI18n();
  await i18n.changeLanguage(locale);
  if (signedIn) beginSession({ accessToken: 'token', expiresAt: new Date(Date.now() + 600_000).toISOString() });
  else endSession(false);
  const result = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queryClient}>
        <Announcer />
        <ToastHost />
        <MemoryRouter initialEntries={[at]}>
          <Suspense fallback={null}>
            <Routes>
              <Route path={path} element={screen} />
              <Route path="*" element={<p>elsewhere</p>} />
            </Routes>
          </Suspense>
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, api };
}
