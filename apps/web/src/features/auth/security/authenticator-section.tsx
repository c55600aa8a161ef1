import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OwnSecurity } from '../../../api/types';
import { Section } from '../../../components/page';
import { Time } from '../../../components/time';
import classes from '../auth.module.css';
import { MoveAuthenticatorDialog } from './move-authenticator-dialog';

/** The authenticator app: when it was set up, and how it moves to another phone. */
export function AuthenticatorSection({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation('own-security');
  const [moving, setMoving] = useState(false);
  const { totp } = security;
  return (
    <Section
      title={t('totp.title')}
      description={t('totp.text')}
      actions={
        <Button variant="default" onClick={() => setMoving(true)}>
          {t(totp ? 'totp.move' : 'totp.add')}
        </Button>
      }
    >
      <div className={classes.fact}>
        <IconDeviceMobile size={22} stroke={1.5} aria-hidden />
        {totp ? (
          <p>
            {t('totp.since')} <Time at={totp.confirmedAt} as="relative" />
          </p>
        ) : (
          <p>{t('totp.none')}</p>
        )}
      </div>
      {moving ? <MoveAuthenticatorDialog moves={totp !== null} onClose={() => setMoving(false)} /> : null}
    </Section>
  );
}
