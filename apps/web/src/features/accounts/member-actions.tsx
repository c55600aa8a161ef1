import { Button } from '@mantine/core';
import {
  IconDeviceDesktopOff,
  IconMailForward,
  IconShieldOff,
  IconUserCheck,
  IconUserOff,
  IconUserStar,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/queries';
import type { Member } from '../../api/types';
import classes from './accounts.module.css';

const ADMINISTRATOR = 'administrator';

export interface MemberActionsProps {
  member: Member;
  busy: boolean;
  onDisable: () => void;
  onEnable: () => void;
  onEndSessions: () => void;
  onResetFactors: () => void;
  onInviteAgain: () => void;
  onTransfer: () => void;
}

/** What can be done with an account besides its roles and teams, by the state it is in. */
export function MemberActions(props: MemberActionsProps) {
  const { member, busy } = props;
  const { t } = useTranslation('accounts');
  const iAmAdministrator = useMe().data?.roles.includes(ADMINISTRATOR) ?? false;

  if (member.state === 'invited') {
    return (
      <Button variant="default" leftSection={<IconMailForward size={16} aria-hidden />} onClick={props.onInviteAgain}>
        {t('memberDialog.newInvitation')}
      </Button>
    );
  }
  if (member.state === 'disabled') {
    return (
      <Button
        variant="default"
        leftSection={<IconUserCheck size={16} aria-hidden />}
        loading={busy}
        onClick={props.onEnable}
      >
        {t('memberDialog.enable')}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDeviceDesktopOff size={16} aria-hidden />}
        onClick={props.onEndSessions}
      >
        {t('memberDialog.endSessions')}
      </Button>
      <Button variant="default" leftSection={<IconShieldOff size={16} aria-hidden />} onClick={props.onResetFactors}>
        {t('memberDialog.resetFactors')}
      </Button>
      {iAmAdministrator ? (
        <Button variant="default" leftSection={<IconUserStar size={16} aria-hidden />} onClick={props.onTransfer}>
          {t('transfer.open')}
        </Button>
      ) : null}
      <Button
        variant="default"
        className={classes.danger ?? ''}
        leftSection={<IconUserOff size={16} aria-hidden />}
        onClick={props.onDisable}
      >
        {t('memberDialog.disable')}
      </Button>
    </>
  );
}
