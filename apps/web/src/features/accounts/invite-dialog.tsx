import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { InvitationLink, Member } from '../../api/types';
import { CopyField } from '../../components/copy-field';
import { FieldPair } from '../../components/field-pair';
import { FormAlert } from '../../components/form-alert';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { useFormat } from '../../i18n/format';
import { AccessFields } from '../../components/access-fields';
import { invitationsChanged } from './invitations/invitation-queries';
import classes from './accounts.module.css';

type Invited = Pick<Member, 'email' | 'name' | 'roles' | 'teamIds'>;

interface InviteDialogProps {
  /** Somebody who was invited before and gets a new link. */
  again: Invited | null;
  onClose: () => void;
}

interface InvitedProps {
  invitation: InvitationLink;
  name: string;
  email: string;
  onClose: () => void;
}

/** Where mail goes out, the link is the recipient's alone; elsewhere somebody has to hand it over. */
function InvitedNote({ invitation, name, email, onClose }: InvitedProps) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const { link } = invitation;
  const until = format.dateTime(invitation.expiresAt);
  return (
    <Stack gap="md">
      <p className={classes.note}>
        {t(link ? 'inviteDialog.linkText' : 'inviteDialog.mailedText', { name, email, until })}
      </p>
      {link ? <CopyField label={t('inviteDialog.link')} value={link} /> : null}
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('inviteDialog.done')}</Button>
      </Group>
    </Stack>
  );
}

function invitationOf({ email, name, roles, teamIds }: Invited) {
  return { email: email ?? '', name, roles, teamIds };
}

const EMPTY = { email: '', name: '', roles: [] as string[], teamIds: [] as string[] };

export function InviteDialog({ again, onClose }: InviteDialogProps) {
  const { t } = useTranslation(['accounts', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const form = useForm({
    initialValues: again ? invitationOf(again) : EMPTY,
    validate: {
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('inviteDialog.emailWrong')),
      name: (value) => (value.trim() ? null : t('common:required')),
      roles: (value) => (value.length > 0 ? null : t('inviteDialog.rolesRequired')),
    },
  });
  const invite = useMutation({
    mutationFn: (values: typeof form.values) => api.post<InvitationLink>('/invitations', values),
    onError: (error) => form.setErrors(fieldErrors(error)),
    onSuccess: invitationsChanged,
  });
  const { name, email } = form.values;

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        invite.data
          ? t(invite.data.link ? 'inviteDialog.linkTitle' : 'inviteDialog.mailedTitle', { name })
          : t(again ? 'inviteDialog.againTitle' : 'inviteDialog.title')
      }
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
      // The link is shown once; a stray click beside the dialog must not lose it.
      closeOnClickOutside={!invite.data}
    >
      {invite.data ? (
        <InvitedNote invitation={invite.data} name={name} email={email.trim()} onClose={onClose} />
      ) : (
        <form onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
          <Stack gap="md">
            <FormAlert>
              {invite.error && Object.keys(form.errors).length === 0 ? problemText(invite.error) : null}
            </FormAlert>
            {again ? <p className={classes.note}>{t('inviteDialog.againNote')}</p> : null}
            <FieldPair>
              <TextInput label={t('inviteDialog.name')} dir="auto" autoComplete="off" {...form.getInputProps('name')} />
              <TextInput
                label={t('inviteDialog.email')}
                type="email"
                dir="ltr"
                autoComplete="off"
                readOnly={again !== null}
                {...form.getInputProps('email')}
              />
            </FieldPair>
            <AccessFields
              roles={form.values.roles}
              teamIds={form.values.teamIds}
              onRoles={(roles) => form.setFieldValue('roles', roles)}
              onTeams={(teamIds) => form.setFieldValue('teamIds', teamIds)}
              rolesError={form.errors.roles ? String(form.errors.roles) : null}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('common:actions.cancel')}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {t('inviteDialog.submit')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
