import { useState, type FormEvent } from 'react';
import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IdentityProvider, ProviderDomain } from '../../api/types';
import { CopyField } from '../../components/copy-field';
import { ItemRow, ItemRows } from '../../components/item-row';
import { notifyDone, notifyError } from '../../components/notify';
import { Section } from '../../components/page';
import { Pill } from '../../components/pill';
import { useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { domainIn, isDomain } from './provider-form';
import { useChangeProvider, useVerifyDomain } from './provider-queries';
import classes from './sso.module.css';

function DomainRow({ provider, domain }: { provider: IdentityProvider; domain: ProviderDomain }) {
  const { t } = useTranslation(['sso', 'common']);
  const format = useFormat();
  const problemText = useProblemText();
  const verify = useVerifyDomain(provider);
  const change = useChangeProvider(provider);
  const names = provider.domains.map(({ name }) => name);
  const named = (action: string) => t('named', { action, name: domain.name });
  const remove = () =>
    // The row is gone when it has worked.
    void change
      .mutateAsync({ domains: names.filter((name) => name !== domain.name) })
      .then(() => notifyDone(t('domains.removed', { name: domain.name })), notifyError);
  return (
    <ItemRow
      title={<bdi dir="ltr">{domain.name}</bdi>}
      pills={
        <Pill tone={domain.verifiedAt ? 'good' : 'warn'}>
          {t(domain.verifiedAt ? 'domains.verified' : 'domains.waiting')}
        </Pill>
      }
      actions={
        <>
          {domain.verifiedAt ? null : (
            <Button
              size="xs"
              variant="light"
              loading={verify.isPending}
              aria-label={named(t('domains.verify'))}
              onClick={() =>
                verify.mutate(domain.name, {
                  onSuccess: () => notifyDone(t('domains.nowVerified', { name: domain.name })),
                })
              }
            >
              {t('domains.verify')}
            </Button>
          )}
          <Button
            size="xs"
            variant="subtle"
            loading={change.isPending}
            aria-label={named(t('domains.remove'))}
            onClick={remove}
          >
            {t('domains.remove')}
          </Button>
        </>
      }
    >
      {domain.verifiedAt ? (
        <span className={classes.quiet}>{t('domains.since', { when: format.date(domain.verifiedAt) })}</span>
      ) : (
        <div className={classes.record}>
          <p className={classes.quiet}>{t('domains.recordText')}</p>
          <CopyField label={t('domains.recordName')} value={domain.dnsName} />
          <CopyField label={t('domains.recordValue')} value={domain.dnsValue} />
          <div role="alert">{verify.error ? <p className={classes.trouble}>{problemText(verify.error)}</p> : null}</div>
        </div>
      )}
    </ItemRow>
  );
}

function AddDomain({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  const problemText = useProblemText();
  const change = useChangeProvider(provider);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = domainIn(text);
    setWrong(!isDomain(name));
    if (!isDomain(name)) return;
    const names = provider.domains.map((domain) => domain.name);
    change.mutate({ domains: [...new Set([...names, name])] }, { onSuccess: () => setText('') });
  };
  return (
    <form className={classes.addLine} onSubmit={submit} noValidate>
      <TextInput
        label={t('domains.add')}
        placeholder="rivertown.gov"
        dir="ltr"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={wrong ? t('domains.wrong') : change.error ? problemText(change.error) : null}
      />
      <Button type="submit" variant="default" loading={change.isPending}>
        {t('domains.addAction')}
      </Button>
    </form>
  );
}

/** For which addresses the provider speaks; each domain is proved by a record that only its owner can make. */
export function ProviderDomains({ provider }: { provider: IdentityProvider }) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('domains.title')} description={t('domains.lead')}>
      {provider.domains.length > 0 ? (
        <ItemRows label={t('domains.title')}>
          {provider.domains.map((domain) => (
            <DomainRow key={domain.name} provider={provider} domain={domain} />
          ))}
        </ItemRows>
      ) : null}
      <AddDomain provider={provider} />
    </Section>
  );
}
