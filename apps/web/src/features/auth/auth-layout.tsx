import type { ReactNode } from 'react';
import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Mark } from '../../app/shell/mark';
import { usePageTitle } from '../../components/page';
import { LOCALES, setLocale } from '../../i18n';
import classes from './auth.module.css';

interface AuthLayoutProps {
  title: string;
  lead?: ReactNode;
  /** For more to read than a form. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of every screen before somebody is in. */
export function AuthLayout({ title, lead, wide = false, children }: AuthLayoutProps) {
  const { t, i18n } = useTranslation();
  usePageTitle(title);
  return (
    <div className={classes.screen}>
      <header className={classes.brand}>
        <Mark size={36} />
        <span className={classes.product}>{t('product')}</span>
      </header>
      <main className={classes.card} data-wide={wide || undefined}>
        <Title order={1} className={classes.title ?? ''}>
          {title}
        </Title>
        {lead ? <p className={classes.lead}>{lead}</p> : null}
        {children}
      </main>
      <footer className={classes.footer}>
        <Link to="/verify" className={classes.language}>
          {t('nav.verify')}
        </Link>
        {LOCALES.map((locale) => (
          <button
            key={locale}
            type="button"
            lang={locale}
            className={classes.language}
            aria-pressed={i18n.language === locale}
            onClick={() => void setLocale(locale)}
          >
            {t(`languages.${locale}`)}
          </button>
        ))}
      </footer>
    </div>
  );
}
