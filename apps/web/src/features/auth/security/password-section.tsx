import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconPassword } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OwnSecurity } from '../../../api/types';
import { Section } from '../../../components/page';
import { Time } from '../../../components/time';
import classes from '../auth.module.css';
import { PasswordDialog } from './password-dialog';

export function PasswordSection({ security }: { security: OwnSecurity }) {
  const { t } = useTranslation('own-security');
  const [changing, setChanging] = useState(false);
  return (
    <Section
      title={t('password.title')}
      description={t('password.text')}
      actions={
        <Button variant="default" onClick={() => setChanging(true)}>
          {t('password.change')}
        </Button>
      }
    >
      <div className={classes.fact}>
        <IconPassword size={22} stroke={1.5} aria-hidden />
        {security.passwordChangedAt ? (
          <p>
            {t('password.changedAt')} <Time at={security.passwordChangedAt} as="relative" />
          </p>
        ) : (
          <p>{t('password.never')}</p>
        )}
      </div>
      {changing ? <PasswordDialog onClose={() => setChanging(false)} /> : null}
    </Section>
  );
}
