import { lazy, Suspense, useState, type ComponentPropsWithRef } from 'react';
import { IconSelector } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe, useOwnOrganizations } from '../../api/queries';
import classes from './shell.module.css';

const OrganizationMenu = lazy(async () => ({ default: (await import('./organization-menu')).OrganizationMenu }));

export function OrganizationButton(props: ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  const name = useMe().data?.organization.name ?? '';
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-label={`${t('organization.menu')}: ${name}`}
      {...props}
      className={classes.organizationButton}
    >
      <span dir="auto">{name}</span>
      <IconSelector size={16} stroke={1.75} aria-hidden />
    </button>
  );
}

/** Whose Divan this is; for members of several organizations also the way to the others. */
export function OrganizationName() {
  const me = useMe();
  const organizations = useOwnOrganizations();
  const [asked, setAsked] = useState(false);
  if ((organizations.data?.items.length ?? 0) < 2) return <span dir="auto">{me.data?.organization.name}</span>;
  return asked ? (
    <Suspense fallback={<OrganizationButton />}>
      <OrganizationMenu organizations={organizations.data?.items ?? []} />
    </Suspense>
  ) : (
    <OrganizationButton onClick={() => setAsked(true)} />
  );
}
