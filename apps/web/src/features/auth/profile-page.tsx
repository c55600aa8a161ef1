import { SegmentedControl, Stack, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeMemberLocale } from '../../app/shell/use-member-locale';
import { useMe } from '../../api/queries';
import { Page, PageHeader, Section } from '../../components/page';
import { QueryView } from '../../components/query-view';
import { useRoleNames } from '../../components/role-names';
import { useFormat } from '../../i18n/format';
import { isLocale, LOCALES } from '../../i18n';
import classes from './auth.module.css';

function Preferences() {
  const { t, i18n } = useTranslation(['auth', 'common']);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title={t('profile.preferences')} description={t('profile.preferencesText')}>
      <dl className={classes.facts}>
        <dt>{t('profile.language')}</dt>
        <dd>
          <SegmentedControl
            aria-label={t('profile.language')}
            value={i18n.language}
            onChange={(value) => isLocale(value) && void changeMemberLocale(value)}
            data={LOCALES.map((locale) => ({ value: locale, label: t(`common:languages.${locale}`) }))}
          />
        </dd>
        <dt>{t('profile.scheme')}</dt>
        <dd>
          <SegmentedControl
            aria-label={t('profile.scheme')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as MantineColorScheme)}
            data={[
              { value: 'light', label: t('common:member.schemeLight') },
              { value: 'dark', label: t('common:member.schemeDark') },
              { value: 'auto', label: t('common:member.schemeAuto') },
            ]}
          />
        </dd>
      </dl>
    </Section>
  );
}

export function ProfilePage() {
  const { t } = useTranslation(['auth', 'common']);
  const me = useMe();
  const format = useFormat();
  const roleName = useRoleNames();
  return (
    <Page width="reading">
      <PageHeader title={t('profile.title')} />
      <Stack gap="md">
        <Section title={t('profile.you')}>
          <QueryView query={me}>
            {(data) => (
              <dl className={classes.facts}>
                <dt>{t('profile.name')}</dt>
                <dd>
                  <bdi>{data.member.name}</bdi>
                </dd>
                <dt>{t('profile.email')}</dt>
                <dd>
                  <bdi dir="ltr">{data.member.email}</bdi>
                </dd>
                <dt>{t('profile.organization')}</dt>
                <dd>
                  <bdi>{data.organization.name}</bdi>
                </dd>
                <dt>{t('profile.roles')}</dt>
                <dd>{data.roles.length > 0 ? format.list(data.roles.map(roleName)) : t('profile.noRoles')}</dd>
              </dl>
            )}
          </QueryView>
        </Section>
        <Preferences />
      </Stack>
    </Page>
  );
}
