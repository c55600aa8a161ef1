import { Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReviewedMember } from '../../../api/types';
import { NetworkIcon } from '../../../components/network-icon';
import { areaOf, usePermissionText } from '../../../components/permission-text';
import { useRoleName } from '../../../components/role-name';
import { useFormat } from '../../../i18n/format';
import classes from './review.module.css';

function PermissionAreas({ permissions }: { permissions: string[] }) {
  const words = usePermissionText();
  const areas = [...new Set(permissions.map(areaOf))];
  return (
    <dl className={classes.areas}>
      {areas.map((area) => (
        <div key={area}>
          <dt>{words.area(area)}</dt>
          {permissions
            .filter((permission) => areaOf(permission) === area)
            .map((permission) => (
              <dd key={permission}>{words.of(permission).label}</dd>
            ))}
        </div>
      ))}
    </dl>
  );
}

/** All that one member may do, in the organization and on each channel. */
export function ReviewDetails({ row, onClose }: { row: ReviewedMember; onClose: () => void }) {
  const { t } = useTranslation(['access-review', 'common']);
  const format = useFormat();
  const roleName = useRoleName();
  const { member, roles, teams, permissions, channels } = row;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<bdi>{member.name}</bdi>}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <Stack gap="lg">
        <p className={classes.note}>
          {format.list(roles.map(({ id, name }) => roleName(id, name)))}
          {teams.length > 0 ? (
            <>
              {' · '}
              <bdi>{format.list(teams.map(({ name }) => name))}</bdi>
            </>
          ) : null}
        </p>
        <section>
          <h3 className={classes.heading}>{t('details.organization')}</h3>
          <PermissionAreas permissions={permissions} />
        </section>
        <section>
          <h3 className={classes.heading}>{t('details.channels')}</h3>
          {channels.length === 0 ? <p className={classes.note}>{t('noChannels')}</p> : null}
          {channels.map((channel) => (
            <details key={channel.id} className={classes.channelDetails}>
              <summary>
                <NetworkIcon network={channel.network} size={16} /> <bdi dir="ltr">{channel.handle}</bdi>
                <span className={classes.note}>{t('details.count', { count: channel.permissions.length })}</span>
              </summary>
              <PermissionAreas permissions={channel.permissions} />
            </details>
          ))}
        </section>
      </Stack>
    </Modal>
  );
}
