import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LogState } from '../../api/types';
import { CopyButton } from '../../components/copy-button';
import { Section } from '../../components/page';
import { usePublicLogUrl } from './log-queries';
import { verifyCommands } from './verify-commands';
import classes from './log.module.css';

/** What an outsider types who trusts nobody here: a program of their own, the key, and an older head. */
export function VerifySection({ log }: { log: LogState }) {
  const { t } = useTranslation('log');
  const url = usePublicLogUrl();
  if (!log.vkey) return null;
  const commands = verifyCommands({ vkey: log.vkey, size: log.size, url: log.public ? url : null });
  return (
    <Section title={t('verify.title')} description={t('verify.lead')}>
      <ul className={classes.commands}>
        {commands.map(({ name, command }) => (
          <li key={name}>
            <p>{t(`verify.commands.${name}`)}</p>
            <div className={classes.command}>
              <pre dir="ltr" tabIndex={0} role="region" aria-label={t(`verify.commands.${name}`)}>
                {command}
              </pre>
              <CopyButton
                value={command}
                size="compact-sm"
                aria-label={t('verify.copy', { what: t(`verify.commands.${name}`) })}
              />
            </div>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/verify">{t('verify.page')}</Link>
      </p>
      {log.public ? null : <p className={classes.quiet}>{t('verify.closed')}</p>}
    </Section>
  );
}
