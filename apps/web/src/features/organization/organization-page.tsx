import { Button } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Organization } from '../../api/types';
import { CopyField } from '../../components/copy-field';
import { FormAlert } from '../../components/form-alert';
import { notifyDone } from '../../components/notify';
import { OrganizationFields, useOrganizationForm } from '../../components/organization/organization-fields';
import { useChangeOrganization, useOrganization } from '../../components/organization/organization-queries';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { QueryView } from '../../components/query-view';
import { useFormat } from '../../i18n/format';
import classes from './organization.module.css';

function Facts({ organization }: { organization: Organization }) {
  const { t } = useTranslation(['organization', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const form = useOrganizationForm(organization);
  const change = useChangeOrganization(organization);
  const submit = form.onSubmit(
    ({ name, timeZone }) =>
      // The form begins anew with the saved version, so the outcome must not depend on it being there still.
      void change.mutateAsync({ name: name.trim(), timeZone }).then(
        () => notifyDone(t('saved')),
        (error: unknown) => form.setErrors(fieldErrors(error)),
      ),
  );
  return (
    <Section>
      <form onSubmit={submit} noValidate className={classes.form}>
        <FormAlert>
          {change.error && Object.keys(form.errors).length === 0 ? problemText(change.error) : null}
        </FormAlert>
        <OrganizationFields form={form} />
        <div>
          <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
            {t('common:actions.save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function More({ organization }: { organization: Organization }) {
  const { t } = useTranslation('organization');
  const format = useFormat();
  const done = organization.setupDoneAt;
  return (
    <>
      <Section
        title={t('setup.title')}
        description={done ? t('setup.done', { when: format.date(done) }) : t('setup.open')}
        actions={
          <Button
            component={Link}
            to="/setup"
            variant={done ? 'default' : 'filled'}
            leftSection={<IconListCheck size={16} aria-hidden />}
          >
            {t(done ? 'setup.again' : 'setup.goOn')}
          </Button>
        }
      >
        {null}
      </Section>
      <Section title={t('about.title')} description={t('about.made', { when: format.date(organization.createdAt) })}>
        <CopyField label={t('about.id')} description={t('about.idHelp')} value={organization.id} />
      </Section>
    </>
  );
}

function OrganizationView() {
  const organization = useOrganization();
  return (
    <QueryView query={organization}>
      {(data) => (
        <>
          <Facts key={data.version} organization={data} />
          <More organization={data} />
        </>
      )}
    </QueryView>
  );
}

/** The organization itself: what it is called and in which time it lives. */
export function OrganizationPage() {
  const { t } = useTranslation('organization');
  return (
    <Page width="reading">
      <Permitted permission="organization:manage">
        <PageHeader title={t('title')} description={t('lead')} />
        <OrganizationView />
      </Permitted>
    </Page>
  );
}
