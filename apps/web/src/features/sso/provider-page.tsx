import { lazy, Suspense, useState } from 'react';
import { Button, Switch } from '@mantine/core';
import { IconArrowLeft, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { IdentityProvider, ProviderTest } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { CopyField } from '../../components/copy-field';
import { notifyDone, notifyError } from '../../components/notify';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { QueryView } from '../../components/query-view';
import { ProviderAccess } from './provider-access';
import { ProviderDomains } from './provider-domains';
import { useChangeProvider, useProvider, useRemoveProvider, useTestProvider } from './provider-queries';
import classes from './sso.module.css';

const ChangeProviderDialog = lazy(async () => ({ default: (await import('./provider-dialog')).ChangeProviderDialog }));

/** What has to be entered at the provider. */
function Addresses({ provider: { oidc, saml } }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('addresses.title')} description={t('addresses.lead')}>
      <div className={classes.fields}>
        {oidc ? (
          <>
            <CopyField label={t('addresses.redirect')} value={oidc.redirectUri} />
            {oidc.authentication === 'private_key_jwt' ? (
              <>
                <CopyField label={t('addresses.jwks')} description={t('addresses.jwksHelp')} value={oidc.jwksUri} />
                <CopyField
                  label={t('addresses.certificate')}
                  description={t('addresses.certificateHelp')}
                  value={oidc.clientCertificate}
                />
              </>
            ) : null}
          </>
        ) : null}
        {saml ? (
          <>
            <CopyField label={t('addresses.acs')} value={saml.acsUrl} />
            <CopyField label={t('addresses.spEntity')} value={saml.serviceProviderEntityId} />
            <CopyField
              label={t('addresses.metadata')}
              description={t('addresses.metadataHelp')}
              value={saml.metadataUrl}
            />
          </>
        ) : null}
      </div>
    </Section>
  );
}

function TestResult({ result }: { result: ProviderTest }) {
  const { t } = useTranslation('sso');
  const Glyph = result.ok ? IconCircleCheck : IconCircleX;
  return (
    <div className={classes.test} data-ok={result.ok} role="status">
      <Glyph size={18} aria-hidden />
      <div>
        <strong>{t(result.ok ? 'connection.testOk' : 'connection.testFailed')}</strong>
        <p lang="en" dir="auto">
          {result.detail}
        </p>
        {result.findings.length > 0 ? (
          <ul lang="en">
            {result.findings.map((finding) => (
              <li key={finding} dir="auto">
                {finding}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}

function Connection({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation(['sso', 'common']);
  const test = useTestProvider(provider);
  const change = useChangeProvider(provider);
  const [changing, setChanging] = useState(false);
  const { oidc, saml } = provider;
  const facts: [string, string][] = oidc
    ? [
        [t('form.issuer'), oidc.issuer],
        [t('form.clientId'), oidc.clientId],
        [t('form.acr'), oidc.requiredAcr ?? '—'],
      ]
    : [
        [t('form.entityId'), saml?.entityId ?? ''],
        [t('form.ssoUrl'), saml?.ssoUrl ?? ''],
      ];
  return (
    <Section
      title={t('connection.title')}
      description={t(`kinds.${provider.kind}`)}
      actions={
        <div className={classes.actions}>
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate(undefined, { onError: (error) => notifyError(error) })}
          >
            {t('connection.test')}
          </Button>
          <Button variant="default" onClick={() => setChanging(true)}>
            {t('common:actions.edit')}
          </Button>
        </div>
      }
    >
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi dir="ltr">{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {test.data ? <TestResult result={test.data} /> : null}
      <Switch
        className={classes.enable ?? ''}
        checked={provider.enabled}
        disabled={change.isPending}
        label={t('connection.enabled')}
        description={t('connection.enabledHelp')}
        onChange={(event) =>
          change.mutate(
            { enabled: event.currentTarget.checked },
            { onSuccess: () => notifyDone(t('saved')), onError: (error) => notifyError(error) },
          )
        }
      />
      <Suspense fallback={null}>
        {changing ? <ChangeProviderDialog provider={provider} onClose={() => setChanging(false)} /> : null}
      </Suspense>
    </Section>
  );
}

function Removal({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  const navigate = useNavigate();
  const remove = useRemoveProvider();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('remove.heading')} description={t('remove.lead')}>
      <Button variant="default" className={classes.danger ?? ''} onClick={() => setAsking(true)}>
        {t('remove.action')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('remove.title', { name: provider.name })}
        action={t('remove.action')}
        dangerous
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(provider, {
            onSuccess: () => {
              notifyDone(t('remove.done', { name: provider.name }));
              void navigate('/settings/identity-providers', { replace: true });
            },
            onError: (error) => notifyError(error),
          })
        }
      >
        {t('remove.text')}
      </ConfirmDialog>
    </Section>
  );
}

/** One identity provider: how it is reached, whom it speaks for, and what its members may do. */
export function ProviderPage() {
  const { t } = useTranslation('sso');
  const { providerId = '' } = useParams();
  const provider = useProvider(providerId);
  return (
    <Page width="reading">
      <Link to="/settings/identity-providers" className={classes.back ?? ''}>
        <IconArrowLeft size={16} className="dv-flip" aria-hidden />
        {t('title')}
      </Link>
      <Permitted permission="organization:manage">
        <QueryView query={provider}>
          {(data) => (
            <>
              <PageHeader title={data.name} />
              <Connection provider={data} />
              <Addresses provider={data} />
              <ProviderDomains provider={data} />
              <ProviderAccess key={data.version} provider={data} />
              <Removal provider={data} />
            </>
          )}
        </QueryView>
      </Permitted>
    </Page>
  );
}
