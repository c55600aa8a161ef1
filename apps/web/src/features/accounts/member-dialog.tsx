import { useState } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, useMe } from '../../api/queries';
import type { Member } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError } from '../../components/notify';
import { Pill } from '../../components/pill';
import { AccessFields } from './access-fields';
import { stateTones } from './members-list';
import classes from './accounts.module.css';

interface MemberDialogProps {
  member: Member;
  canManage: boolean;
  onClose: () => void;
  onInviteAgain: () => void;
}

type Change = Partial<Pick<Member, 'roles' | 'teamIds' | 'state'>>;

function useChangeMember(member: Member, onClose: () => void) {
  const { t } = useTranslation('accounts');
  return useMutation({
    mutationFn: (change: Change) => api.patch<Member>(`/members/${member.id}`, change, { ifMatch: member.version }),
    onSuccess: (_member, change) => {
      const done = change.state === 'disabled' ? 'disabled' : change.state === 'active' ? 'enabled' : 'saved';
      notifyDone(t(`memberDialog.${done}`, { name: member.name }));
      onClose();
    },
    onError: (error) => notifyError(error),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: [keys.members] });
      void queryClient.invalidateQueries({ queryKey: [keys.teams] });
    },
  });
}

interface StateActionProps {
  member: Member;
  busy: boolean;
  onDisable: () => void;
  onEnable: () => void;
  onInviteAgain: () => void;
}

function StateAction({ member, busy, onDisable, onEnable, onInviteAgain }: StateActionProps) {
  const { t } = useTranslation('accounts');
  if (member.state === 'invited') {
    return (
      <Button variant="default" onClick={onInviteAgain}>
        {t('memberDialog.newInvitation')}
      </Button>
    );
  }
  return member.state === 'disabled' ? (
    <Button variant="default" loading={busy} onClick={onEnable}>
      {t('memberDialog.enable')}
    </Button>
  ) : (
    <Button variant="default" className={classes.danger ?? ''} onClick={onDisable}>
      {t('memberDialog.disable')}
    </Button>
  );
}

export function MemberDialog({ member, canManage, onClose, onInviteAgain }: MemberDialogProps) {
  const { t } = useTranslation(['accounts', 'common']);
  const isMe = useMe().data?.member.id === member.id;
  const [roles, setRoles] = useState(member.roles);
  const [teamIds, setTeamIds] = useState(member.teamIds);
  const [disabling, setDisabling] = useState(false);
  const change = useChangeMember(member, onClose);

  return (
    <>
      <Modal
        opened={!disabling}
        onClose={onClose}
        size="lg"
        title={<bdi>{member.name}</bdi>}
        closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      >
        <Stack gap="md">
          <p className={classes.note}>
            <bdi dir="ltr">{member.email}</bdi>{' '}
            <Pill tone={stateTones[member.state]}>{t(`states.${member.state}`)}</Pill>
          </p>
          {canManage ? null : <p className={classes.note}>{t('memberDialog.readOnly')}</p>}
          <AccessFields
            roles={roles}
            teamIds={teamIds}
            onRoles={setRoles}
            onTeams={setTeamIds}
            disabled={!canManage}
            rolesLocked={isMe && canManage ? t('memberDialog.ownRoles') : null}
            rolesError={roles.length === 0 ? t('inviteDialog.rolesRequired') : null}
          />
          {canManage ? (
            <Group justify="space-between">
              {isMe ? (
                <span />
              ) : (
                <StateAction
                  member={member}
                  busy={change.isPending}
                  onDisable={() => setDisabling(true)}
                  onEnable={() => change.mutate({ state: 'active' })}
                  onInviteAgain={onInviteAgain}
                />
              )}
              <Group gap="sm">
                <Button variant="default" onClick={onClose}>
                  {t('common:actions.cancel')}
                </Button>
                <Button
                  loading={change.isPending}
                  disabled={roles.length === 0}
                  onClick={() => change.mutate(isMe ? { teamIds } : { roles, teamIds })}
                >
                  {t('common:actions.save')}
                </Button>
              </Group>
            </Group>
          ) : null}
        </Stack>
      </Modal>
      <ConfirmDialog
        opened={disabling}
        onClose={() => setDisabling(false)}
        title={t('memberDialog.disableTitle', { name: member.name })}
        action={t('memberDialog.disable')}
        dangerous
        busy={change.isPending}
        onConfirm={() => change.mutate({ state: 'disabled' })}
      >
        {t('memberDialog.disableText', { name: member.name })}
      </ConfirmDialog>
    </>
  );
}
