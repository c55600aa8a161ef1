import { useState } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { keys, queryClient, useMe } from '../../api/queries';
import type { Member } from '../../api/types';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { notifyDone, notifyError, notifyUndo } from '../../components/notify';
import { Pill } from '../../components/pill';
import { Time } from '../../components/time';
import { AccessFields } from '../../components/access-fields';
import { MemberActions } from './member-actions';
import { stateTones } from './members-list';
import classes from './accounts.module.css';

interface MemberDialogProps {
  member: Member;
  canManage: boolean;
  onClose: () => void;
  onInviteAgain: () => void;
  onTransfer: () => void;
}

type Change = Partial<Pick<Member, 'roles' | 'teamIds' | 'state'>>;

function settled(): void {
  void queryClient.invalidateQueries({ queryKey: [keys.members] });
  void queryClient.invalidateQueries({ queryKey: [keys.teams] });
  void queryClient.invalidateQueries({ queryKey: [keys.roles] });
}

function change(member: Member, to: Change): Promise<Member> {
  return api.patch<Member>(`/members/${member.id}`, to, { ifMatch: member.version });
}

function useChangeMember(member: Member, onClose: () => void) {
  const { t } = useTranslation('accounts');
  // What was taken or given is given back in the same words; the version is the one that the change left behind.
  const undo = (changed: Member, done: Change) => {
    const before = Object.fromEntries(Object.keys(done).map((name) => [name, member[name as keyof Change]])) as Change;
    void change(changed, before).then(settled, notifyError);
  };
  return useMutation({
    mutationFn: (wanted: Change) => change(member, wanted),
    onSuccess: (changed, wanted) => {
      if (wanted.state === 'disabled') {
        notifyUndo(t('memberDialog.disabled', { name: member.name }), () => undo(changed, wanted));
      } else if (wanted.state) notifyDone(t('memberDialog.enabled', { name: member.name }));
      else notifyUndo(t('memberDialog.saved', { name: member.name }), () => undo(changed, wanted));
      onClose();
    },
    onError: (error) => notifyError(error),
    onSettled: settled,
  });
}

/** All sessions or all second factors of a member, at once. */
function useTakeAway(member: Member, what: 'sessions' | 'second-factors', done: string, onClose: () => void) {
  return useMutation({
    mutationFn: () => api.delete(`/members/${member.id}/${what}`),
    onSuccess: () => {
      notifyDone(done);
      onClose();
    },
    onError: (error) => notifyError(error),
  });
}

type Asking = 'disable' | 'sessions' | 'factors' | null;

export function MemberDialog({ member, canManage, onClose, onInviteAgain, onTransfer }: MemberDialogProps) {
  const { t } = useTranslation(['accounts', 'common']);
  const isMe = useMe().data?.member.id === member.id;
  const [roles, setRoles] = useState(member.roles);
  const [teamIds, setTeamIds] = useState(member.teamIds);
  const [asking, setAsking] = useState<Asking>(null);
  const changing = useChangeMember(member, onClose);
  const { name } = member;
  const ending = useTakeAway(member, 'sessions', t('memberDialog.sessionsEnded', { name }), onClose);
  const resetting = useTakeAway(member, 'second-factors', t('memberDialog.factorsReset', { name }), onClose);
  const stopAsking = () => setAsking(null);

  return (
    <>
      <Modal
        opened={asking === null}
        onClose={onClose}
        size="lg"
        title={<bdi>{name}</bdi>}
        closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      >
        <Stack gap="md">
          <div className={classes.facts}>
            <bdi dir="ltr">{member.email}</bdi>
            <Pill tone={stateTones[member.state]}>{t(`states.${member.state}`)}</Pill>
            {member.lastActiveAt ? (
              <span>
                {t('list.lastActive')} <Time at={member.lastActiveAt} as="relative" />
              </span>
            ) : null}
          </div>
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
          {canManage && !isMe ? (
            <section className={classes.account} aria-label={t('memberDialog.account')}>
              <h3>{t('memberDialog.account')}</h3>
              <div className={classes.accountActions}>
                <MemberActions
                  member={member}
                  busy={changing.isPending}
                  onDisable={() => setAsking('disable')}
                  onEnable={() => changing.mutate({ state: 'active' })}
                  onEndSessions={() => setAsking('sessions')}
                  onResetFactors={() => setAsking('factors')}
                  onInviteAgain={onInviteAgain}
                  onTransfer={onTransfer}
                />
              </div>
            </section>
          ) : null}
          {canManage ? (
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('common:actions.cancel')}
              </Button>
              <Button
                loading={changing.isPending}
                disabled={roles.length === 0}
                onClick={() => changing.mutate(isMe ? { teamIds } : { roles, teamIds })}
              >
                {t('common:actions.save')}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </Modal>
      <ConfirmDialog
        opened={asking === 'disable'}
        onClose={stopAsking}
        title={t('memberDialog.disableTitle', { name })}
        action={t('memberDialog.disable')}
        dangerous
        busy={changing.isPending}
        onConfirm={() => changing.mutate({ state: 'disabled' })}
      >
        {t('memberDialog.disableText', { name })}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'sessions'}
        onClose={stopAsking}
        title={t('memberDialog.endSessionsTitle', { name })}
        action={t('memberDialog.endSessions')}
        dangerous
        busy={ending.isPending}
        onConfirm={() => ending.mutate()}
      >
        {t('memberDialog.endSessionsText')}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'factors'}
        onClose={stopAsking}
        title={t('memberDialog.resetFactorsTitle', { name })}
        action={t('memberDialog.resetFactors')}
        dangerous
        busy={resetting.isPending}
        onConfirm={() => resetting.mutate()}
      >
        {t('memberDialog.resetFactorsText', { name })}
      </ConfirmDialog>
    </>
  );
}
