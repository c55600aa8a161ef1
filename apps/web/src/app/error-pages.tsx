import { Component, type ReactNode } from 'react';
import { Anchor, Button } from '@mantine/core';
import { IconBug, IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state';
import { usePageTitle } from '../components/page';

export function NotFoundPage() {
  const { t } = useTranslation();
  usePageTitle(t('error.notFoundTitle'));
  return (
    <EmptyState
      asPage
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

function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  usePageTitle(t('error.crashTitle'));
  return (
    <div role="alert">
      <EmptyState
        asPage
        icon={IconBug}
        title={t('error.crashTitle')}
        action={<Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>}
      >
        <p>{t('error.crashText')}</p>
        <code dir="ltr">{error instanceof Error ? error.message : String(error)}</code>
      </EmptyState>
    </div>
  );
}

interface CrashBoundaryProps {
  /** A change of this (the address) gives the page another chance. */
  resetKey: string;
  children: ReactNode;
}

/** Last resort: a component threw while rendering, or a screen's code could not be downloaded. */
export class CrashBoundary extends Component<CrashBoundaryProps, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidUpdate(previous: CrashBoundaryProps): void {
    if (previous.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <CrashPage error={this.state.error} />;
  }
}
