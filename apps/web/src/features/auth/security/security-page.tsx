import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOwnSecurity } from '../../../api/queries';
import { Page, PageHeader } from '../../../components/page';
import { QueryView } from '../../../components/query-view';
import { AuthenticatorSection } from './authenticator-section';
import { PasskeysSection } from './passkeys-section';
import { PasswordSection } from './password-section';
import { RecoverySection } from './recovery-section';
import { Sessions } from './sessions';
import classes from '../auth.module.css';

/** With what the member signs in, and where they are signed in. */
export function OwnSecurityPage() {
  const { t } = useTranslation('own-security');
  const security = useOwnSecurity();
  return (
    <Page width="reading">
      <PageHeader title={t('title')} description={t('lead')} />
      <QueryView query={security}>
        {(data) => (
          <Stack gap="md" className={classes.sections ?? ''}>
            <PasskeysSection security={data} />
            <AuthenticatorSection security={data} />
            <RecoverySection security={data} />
            {data.passwordSignIn ? <PasswordSection security={data} /> : null}
            <Sessions />
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}
