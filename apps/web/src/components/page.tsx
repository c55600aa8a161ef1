import type { ReactNode } from 'react';
import { Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

interface PageProps {
  children: ReactNode;
  /**
   * `reading`: a centred column for forms and settings; `list`: as high as the window, the list in it scrolls; `full`: the
   * page lays itself out (panes).
   */
  width?: 'wide' | 'reading' | 'list' | 'full';
}

export function Page({ children, width = 'wide' }: PageProps) {
  return (
    <div className={classes.page} data-width={width}>
      {children}
    </div>
  );
}

interface PageHeaderProps {
  title: string;
  description?: ReactNode;
  /** Buttons at the end of the title's line. */
  actions?: ReactNode;
}

/** The page's only h1; also names the browser's tab. */
export function PageHeader({ title, description, actions }: PageHeaderProps) {
  usePageTitle(title);
  return (
    <header className={classes.header}>
      <div className={classes.titles}>
        <Title order={1}>{title}</Title>
        {description ? <p className={classes.description}>{description}</p> : null}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </header>
  );
}

export function usePageTitle(title: string): void {
  const { t } = useTranslation();
  useDocumentTitle(title ? `${title} · ${t('product')}` : t('product'));
}

interface SectionProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled card on a page. */
export function Section({ title, description, actions, children }: SectionProps) {
  return (
    <section className={classes.section}>
      {title ? (
        <div className={classes.sectionHeader}>
          <div className={classes.titles}>
            <Title order={2}>{title}</Title>
            {description ? <p className={classes.description}>{description}</p> : null}
          </div>
          {actions}
        </div>
      ) : null}
      {children}
    </section>
  );
}
