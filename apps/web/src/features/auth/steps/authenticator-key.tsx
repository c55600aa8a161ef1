import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TotpEnrolment } from '../../../api/types';
import { CopyButton } from '../../../components/copy-button';
import classes from '../auth.module.css';

function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}

/** The key for an authenticator app: as a picture to scan and as letters. Undefined: on its way. */
export function AuthenticatorKey({ enrolment }: { enrolment: TotpEnrolment | undefined }) {
  const { t } = useTranslation('auth');
  return (
    <div>
      <p className={classes.step}>{t('enrol.step1')}</p>
      <p className={classes.help}>{t('enrol.step1Help')}</p>
      {enrolment ? (
        <img
          className={classes.qr}
          src={`data:image/svg+xml,${encodeURIComponent(enrolment.qrSvg)}`}
          alt={t('enrol.qrAlt')}
        />
      ) : (
        <Skeleton className={classes.qr ?? ''} />
      )}
      <p className={classes.help}>{t('enrol.manual')}</p>
      <div className={classes.secret} dir="ltr">
        <code>{enrolment ? grouped(enrolment.secret) : '…'}</code>
        <CopyButton value={enrolment?.secret ?? ''} size="compact-sm" />
      </div>
    </div>
  );
}
