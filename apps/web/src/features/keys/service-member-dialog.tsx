import { TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { ServiceMember } from '../../api/types';
import { AccessFields } from '../../components/access-fields';
import { FormDialog } from '../../components/form-dialog';
import { notifyDone } from '../../components/notify';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { byField } from './key-form';
import { useSaveServiceMember, type ServiceMemberForm } from './key-queries';
import classes from './keys.module.css';

const LONGEST_NAME = 200;

export function ServiceMemberDialog({ existing, onClose }: { existing: ServiceMember | null; onClose: () => void }) {
  const { t } = useTranslation(['keys', 'accounts', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const save = useSaveServiceMember(existing);
  const form = useForm<ServiceMemberForm>({
    initialValues: existing
      ? { name: existing.name, roles: existing.roles, teamIds: existing.teamIds }
      : { name: '', roles: [], teamIds: [] },
    validate: {
      name: (name) => (name.trim() ? null : t('common:required')),
      roles: (roles) => (roles.length > 0 ? null : t('accounts:inviteDialog.rolesRequired')),
    },
  });
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: () => {
        notifyDone(t(existing ? 'service.changed' : 'service.added', { name: values.name }));
        onClose();
      },
      onError: (error) => form.setErrors(byField(fieldErrors(error))),
    }),
  );
  return (
    <FormDialog
      title={existing ? <bdi>{existing.name}</bdi> : t('service.add')}
      action={t(existing ? 'common:actions.save' : 'service.addAction')}
      size="lg"
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
      problem={save.error && Object.keys(form.errors).length === 0 ? problemText(save.error) : null}
    >
      {existing ? (
        <p className={classes.note}>{t('service.changeNote')}</p>
      ) : (
        <TextInput
          label={t('service.name')}
          description={t('service.nameHelp')}
          maxLength={LONGEST_NAME}
          dir="auto"
          data-autofocus
          {...form.getInputProps('name')}
        />
      )}
      <AccessFields
        roles={form.values.roles}
        teamIds={form.values.teamIds}
        onRoles={(roles) => form.setFieldValue('roles', roles)}
        onTeams={(teamIds) => form.setFieldValue('teamIds', teamIds)}
        rolesError={form.errors.roles ? String(form.errors.roles) : null}
      />
    </FormDialog>
  );
}
