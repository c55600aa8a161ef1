import { Menu } from '@mantine/core';
import { IconCheck, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { isProblem } from '../../api/problem';
import { beginElsewhere } from '../../api/session';
import type { OwnOrganization, Session } from '../../api/types';
import { notifyError } from '../../components/notify';
import { OrganizationButton } from './organization-name';

async function switchTo(organization: OwnOrganization, refusal: string): Promise<void> {
  try {
    const session = await api.post<Session>('/auth/switch', { organizationId: organization.id });
    beginElsewhere(session);
  } catch (error) {
    notifyError(error, isProblem(error, 'auth.switch_not_allowed') ? refusal : undefined);
  }
}

/** Opened from the start: its code arrives with the first click on the button that it replaces. */
export function OrganizationMenu({ organizations }: { organizations: OwnOrganization[] }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" width={300} defaultOpened>
      <Menu.Target>
        <OrganizationButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('organization.menu')}</Menu.Label>
        {organizations.map((organization) => (
          <Menu.Item
            key={organization.id}
            aria-current={organization.current || undefined}
            disabled={!organization.current && !organization.switchable}
            rightSection={<OrganizationMark organization={organization} />}
            onClick={() => {
              if (!organization.current)
                void switchTo(organization, t('organization.refused', { name: organization.name }));
            }}
          >
            <span dir="auto">{organization.name}</span>
          </Menu.Item>
        ))}
        {organizations.some(({ current, switchable }) => !current && !switchable) ? (
          <>
            <Menu.Divider />
            <Menu.Label>{t('organization.signInThere')}</Menu.Label>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function OrganizationMark({ organization: { current, switchable } }: { organization: OwnOrganization }) {
  if (current) return <IconCheck size={16} aria-hidden />;
  return switchable ? null : <IconLock size={16} aria-hidden />;
}
