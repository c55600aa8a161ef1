import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Mark } from '../../app/shell/mark';
import { LOCALES, setLocale } from '../../i18n';
import classes from './verify.module.css';

/** The frame of a screen that needs no server and no sign-in. */
export function VerifyFrame({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation(['verify', 'common']);
  return (
    <div className={classes.screen}>
      <header className={classes.bar}>
        <Link to="/" className={classes.home} aria-label={t('home')}>
          <Mark size={26} />
          <span>{t('common:product')}</span>
        </Link>
        <div className={classes.languages}>
          {LOCALES.map((locale) => (
            <button
              key={locale}
              type="button"
              lang={locale}
              className={classes.language}
              aria-pressed={i18n.language === locale}
              onClick={() => void setLocale(locale)}
            >
              {t(`common:languages.${locale}`)}
            </button>
          ))}
        </div>
      </header>
      <main className={classes.main}>{children}</main>
    </div>
  );
}
