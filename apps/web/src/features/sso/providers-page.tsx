import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconLogin2, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { IdentityProvider } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { Page, PageHeader } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { Pill } from '../../components/pill';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import type { ProviderKind } from './provider-form';
import { useProviders } from './provider-queries';
import classes from './sso.module.css';

const AddProviderDialog = lazy(async () => ({ default: (await import('./provider-dialog')).AddProviderDialog }));

const KINDS: ProviderKind[] = ['oidc', 'saml'];

export function ProviderState({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  const waiting = provider.domains.some(({ verifiedAt }) => !verifiedAt);
  return (
    <>
      <Pill tone={provider.enabled ? 'good' : 'neutral'}>{t(provider.enabled ? 'states.enabled' : 'states.off')}</Pill>
      {waiting ? <Pill tone="warn">{t('states.unverified')}</Pill> : null}
    </>
  );
}

function ProviderRow({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  const format = useFormat();
  const domains = provider.domains.map(({ name }) => name);
  return (
    <li>
      <Link to={`/settings/identity-providers/${provider.id}`} className={classes.provider ?? ''}>
        <span className={classes.providerText}>
          <span className={classes.providerLine}>
            <bdi className={classes.providerName}>{provider.name}</bdi>
            <ProviderState provider={provider} />
          </span>
          <span className={classes.quiet}>
            {t(`kinds.${provider.kind}`)}
            {' · '}
            {domains.length > 0 ? <bdi>{format.list(domains)}</bdi> : t('domains.none')}
          </span>
        </span>
        <IconChevronRight size={18} className="dv-flip" aria-hidden />
      </Link>
    </li>
  );
}

function Providers({ add }: { add: ReactNode }) {
  const { t } = useTranslation('sso');
  const providers = useProviders();
  return (
    <QueryView
      query={providers}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState icon={IconLogin2} title={t('empty.title')} action={add}>
          {t('empty.text')}
        </EmptyState>
      }
    >
      {({ items }) => (
        <ul className={classes.providers} aria-label={t('title')}>
          {items.map((provider) => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </ul>
      )}
    </QueryView>
  );
}

/** Where members sign in with the accounts that their government gave them. */
export function ProvidersPage() {
  const { t } = useTranslation('sso');
  const navigate = useNavigate();
  const [adding, setAdding] = useState<ProviderKind | null>(null);
  const add = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          rightSection={<IconChevronDown size={16} aria-hidden />}
        >
          {t('add.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => setAdding(kind)}>
            <span className={classes.kind}>{t(`kinds.${kind}`)}</span>
            <span className={classes.kindHelp}>{t(`kindHelp.${kind}`)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <Page width="reading">
      <Permitted permission="organization:manage">
        <PageHeader title={t('title')} description={t('lead')} actions={add} />
        <Providers add={add} />
      </Permitted>
      <Suspense fallback={null}>
        {adding ? (
          <AddProviderDialog
            kind={adding}
            onClose={() => setAdding(null)}
            onAdded={(provider) => void navigate(`/settings/identity-providers/${provider.id}`)}
          />
        ) : null}
      </Suspense>
    </Page>
  );
}
