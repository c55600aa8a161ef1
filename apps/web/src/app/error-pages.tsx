import { Anchor, Button } from '@mantine/core';
import { IconBug, IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { usePageTitle } from '../components/page';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('error.notFoundTitle'));
  return (
    <EmptyState
      icon={IconMapOff}
      title={t('error.notFoundTitle')}
      action={
        <Anchor component={Link} to="/">
          {t('error.home')}
        </Anchor>
      }
    >
      {t('error.notFoundText')}
    </EmptyState>
  );
}

/** Last resort: a component threw while rendering, or a route's code could not be downloaded. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  usePageTitle(t('error.crashTitle'));
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  return (
    <main>
      <EmptyState
        icon={IconBug}
        title={t('error.crashTitle')}
        action={<Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>}
      >
        <p>{t('error.crashText')}</p>
        <code dir="ltr">{error instanceof Error ? error.message : String(error)}</code>
      </EmptyState>
    </main>
  );
}
