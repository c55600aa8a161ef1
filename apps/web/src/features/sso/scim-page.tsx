import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { publicApiUrl } from '../../api/addresses';
import { CopyField } from '../../components/copy-field';
import { Page, PageHeader, Section } from '../../components/page';
import { Permitted } from '../../components/permitted';
import classes from './sso.module.css';

const STEPS = [
  { key: 'role', to: '/settings/roles', link: 'toRoles' },
  { key: 'member', to: '/settings/service-members', link: 'toMembers' },
  { key: 'key', to: '/settings/api-keys', link: 'toKeys' },
  { key: 'directory', to: null, link: null },
] as const;

const EFFECTS = ['create', 'change', 'leave', 'groups', 'administrator'] as const;

/** How a directory keeps the members here as it has them. */
export function ScimPage() {
  const { t } = useTranslation('scim');
  return (
    <Page width="reading">
      <Permitted permission="keys:manage">
        <PageHeader title={t('title')} description={t('lead')} />
        <Section title={t('address.title')} description={t('address.lead')}>
          <div className={classes.fields}>
            <CopyField label={t('address.base')} value={publicApiUrl('/scim/v2')} />
          </div>
        </Section>
        <Section title={t('steps.title')}>
          <ol className={classes.steps}>
            {STEPS.map(({ key, to, link }) => (
              <li key={key}>
                <strong>{t(`steps.${key}.title`)}</strong>
                <p>
                  {t(`steps.${key}.text`)} {to ? <Link to={to}>{t(`steps.${link}`)}</Link> : null}
                </p>
              </li>
            ))}
          </ol>
        </Section>
        <Section title={t('effects.title')}>
          <ul className={classes.effects}>
            {EFFECTS.map((effect) => (
              <li key={effect}>{t(`effects.${effect}`)}</li>
            ))}
          </ul>
        </Section>
      </Permitted>
    </Page>
  );
}
