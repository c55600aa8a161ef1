import { useState } from 'react';
import { Button, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SecurityPolicy } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FormAlert } from '../../components/form-alert';
import { notifyDone } from '../../components/notify';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import {
  IdleMinutes,
  InactivityDays,
  NoticeText,
  PasskeyRoles,
  PasswordSignIn,
  policyChanges,
  usePolicyForm,
} from '../../components/organization/policy-fields';
import { useChangePolicy, useSecurityPolicy } from '../../components/organization/policy-queries';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { QueryView } from '../../components/query-view';
import classes from './security.module.css';

function PolicyFormView({ policy }: { policy: SecurityPolicy }) {
  const { t } = useTranslation(['security', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const form = usePolicyForm(policy);
  const change = useChangePolicy(policy);
  const [asking, setAsking] = useState(false);
  const changes = policyChanges(policy, form.values);
  const changed = Object.keys(changes).length > 0;
  const save = () => {
    setAsking(false);
    // The form begins anew with the saved version, so the outcome must not depend on it being there still.
    void change.mutateAsync(changes).then(
      () => notifyDone(t('policy.saved')),
      (error: unknown) => form.setErrors(fieldErrors(error)),
    );
  };
  const submit = form.onSubmit(() => (changes.passwordSignIn === false ? setAsking(true) : save()));

  return (
    <form onSubmit={submit} noValidate className={classes.form}>
      <FormAlert>{change.error && Object.keys(form.errors).length === 0 ? problemText(change.error) : null}</FormAlert>
      <Section title={t('policy.signIn')} description={t('policy.signInLead')}>
        <Stack gap="lg">
          <PasskeyRoles form={form} />
          <PasswordSignIn form={form} />
        </Stack>
      </Section>
      <Section title={t('policy.sessions')} description={t('policy.sessionsLead')}>
        <Stack gap="lg" className={classes.narrow ?? ''}>
          <IdleMinutes form={form} />
          <InactivityDays form={form} />
          <Switch
            label={t('policy.switching')}
            description={t('policy.switchingHelp')}
            {...form.getInputProps('allowSwitching', { type: 'checkbox' })}
          />
        </Stack>
      </Section>
      <Section title={t('policy.noticeTitle')} description={t('policy.noticeLead')}>
        <NoticeText form={form} />
      </Section>
      <div className={classes.saveBar}>
        <Button type="submit" loading={change.isPending} disabled={!changed}>
          {t('common:actions.save')}
        </Button>
        {changed ? (
          <Button variant="default" onClick={() => form.reset()}>
            {t('policy.discard')}
          </Button>
        ) : null}
        <span className={classes.quiet}>{t(changed ? 'policy.unsaved' : 'policy.atOnce')}</span>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('policy.ssoOnlyTitle')}
        action={t('policy.ssoOnlyAction')}
        dangerous
        onConfirm={save}
      >
        {t('policy.ssoOnlyText')}
      </ConfirmDialog>
    </form>
  );
}

function Policy() {
  const policy = useSecurityPolicy();
  return <QueryView query={policy}>{(data) => <PolicyFormView key={data.version} policy={data} />}</QueryView>;
}

/** What the organization demands of every sign-in and session. */
export function SecurityPolicyPage() {
  const { t } = useTranslation('security');
  return (
    <Page width="reading">
      <Permitted permission="organization:manage">
        <PageHeader title={t('policy.title')} description={t('policy.lead')} />
        <Policy />
      </Permitted>
    </Page>
  );
}
