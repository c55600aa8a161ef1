import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../../api/queries';
import type { Role, PermissionText } from '../../../api/types';
import { FormDialog } from '../../../components/form-dialog';
import { notifyDone } from '../../../components/notify';
import { PermissionPicker } from '../../../components/permission-picker';
import { useFieldErrors, useProblemText } from '../../../components/problem-text';
import { useSaveRole, type RoleForm } from './role-queries';

interface RoleDialogProps {
  /** The role to change; null makes one. */
  existing: Role | null;
  /** What a new role begins with. */
  initial: RoleForm;
  available: PermissionText[];
  onClose: () => void;
}

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 500;

export function RoleDialog({ existing, initial, available, onClose }: RoleDialogProps) {
  const { t } = useTranslation(['roles', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const held = new Set<string>(useMe().data?.permissions ?? []);
  const save = useSaveRole(existing);
  const form = useForm<RoleForm>({
    initialValues: initial,
    validate: {
      name: (name) => (name.trim() ? null : t('common:required')),
      permissions: (permissions) => (permissions.length > 0 ? null : t('dialog.permissionsRequired')),
    },
  });
  const submit = form.onSubmit((values) =>
    save.mutate(values, {
      onSuccess: (role) => {
        notifyDone(t(existing ? 'dialog.changed' : 'dialog.made', { name: role?.name ?? values.name }));
        onClose();
      },
      onError: (error) => form.setErrors(fieldErrors(error)),
    }),
  );
  const atFields = Object.keys(form.errors).length > 0;

  return (
    <FormDialog
      title={t(existing ? 'dialog.changeTitle' : 'dialog.makeTitle')}
      action={t(existing ? 'common:actions.save' : 'dialog.make')}
      size="xl"
      onClose={onClose}
      onSubmit={submit}
      busy={save.isPending}
      problem={save.error && !atFields ? problemText(save.error) : null}
    >
      <TextInput
        label={t('dialog.name')}
        maxLength={LONGEST_NAME}
        dir="auto"
        withAsterisk
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Textarea
        label={t('dialog.description')}
        description={t('dialog.descriptionHelp')}
        maxLength={LONGEST_DESCRIPTION}
        autosize
        minRows={2}
        dir="auto"
        {...form.getInputProps('description')}
      />
      <PermissionPicker
        label={t('dialog.permissions')}
        description={t('dialog.permissionsHelp')}
        available={available}
        value={form.values.permissions}
        onChange={(permissions) => form.setFieldValue('permissions', permissions)}
        held={held}
        error={form.errors.permissions ? String(form.errors.permissions) : null}
      />
    </FormDialog>
  );
}
