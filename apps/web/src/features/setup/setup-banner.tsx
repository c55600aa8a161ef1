import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { usePermission } from '../../api/queries';
import { useOrganization } from '../../components/organization/organization-queries';
import classes from './setup.module.css';

const PUT_OFF = 'divan-setup-later';

/** Leads back to a setup that was left; can be put off until the next sign-in. */
export function SetupBanner() {
  const { t } = useTranslation('setup');
  const { pathname } = useLocation();
  const manages = usePermission('organization:manage');
  const organization = useOrganization(manages);
  const [later, setLater] = useState(() => sessionStorage.getItem(PUT_OFF) !== null);
  if (!organization.data || organization.data.setupDoneAt || later || pathname === '/setup') return null;
  const putOff = () => {
    sessionStorage.setItem(PUT_OFF, 'true');
    setLater(true);
  };
  return (
    <div className={classes.banner} role="region" aria-label={t('banner.label')}>
      <IconListCheck size={20} aria-hidden />
      <p>{t('banner.text')}</p>
      <Button component={Link} to="/setup" size="xs" variant="light">
        {t('banner.goOn')}
      </Button>
      <Button size="xs" variant="subtle" onClick={putOff}>
        {t('banner.later')}
      </Button>
    </div>
  );
}
