import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { publicApiUrl } from '../../api/addresses';
import { CopyField } from '../../components/copy-field';
import classes from './keys.module.css';

/** With a key: as a bearer token, or as a client's secret for short-lived tokens (OAuth 2.0). */
export function HowToUse({ clientId }: { clientId?: string }) {
  const { t } = useTranslation('keys');
  const conversations = publicApiUrl('/conversations');
  const token = publicApiUrl('/oauth/token');
  return (
    <Stack gap="md" className={classes.howTo ?? ''}>
      <CopyField
        label={t('howTo.bearer')}
        description={t('howTo.bearerText')}
        value={`curl -H "Authorization: Bearer $DIVAN_KEY" ${conversations}`}
      />
      <CopyField
        label={t('howTo.oauth')}
        description={t('howTo.oauthText')}
        value={`curl -u ${clientId ?? '$CLIENT_ID'}:$DIVAN_KEY -d grant_type=client_credentials ${token}`}
      />
      {clientId ? <CopyField label={t('howTo.clientId')} value={clientId} /> : null}
      <CopyField label={t('howTo.tokenAddress')} value={token} />
    </Stack>
  );
}
