import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { isProblem, ProblemError } from '../../../api/problem';
import { keys, queryClient, useMe } from '../../../api/queries';
import { STEP_UP_CANCELLED } from '../../../api/step-up';
import { FormAlert } from '../../../components/form-alert';
import { notifyDone } from '../../../components/notify';
import { PasswordField } from '../../../components/password-field';
import { useProblemText } from '../../../components/problem-text';
import classes from '../auth.module.css';
import { useNewPasswordRule } from '../new-password';

type Fields = { currentPassword: string; newPassword: string };

/** At which field the API's refusal belongs; null: at none. */
function fieldOf(error: unknown): keyof Fields | null {
  if (!(error instanceof ProblemError)) return null;
  if (error.code === 'auth.password_wrong') return 'currentPassword';
  return /password_/.test(error.code) ? 'newPassword' : null;
}

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['own-security', 'auth', 'common']);
  const problemText = useProblemText();
  const me = useMe();
  const newPassword = useNewPasswordRule();
  const form = useForm<Fields>({
    initialValues: { currentPassword: '', newPassword: '' },
    validate: { currentPassword: (value) => (value ? null : t('common:required')), newPassword },
  });
  const change = useMutation({
    mutationFn: (values: Fields) => api.post('/me/password', values),
    onSuccess: async () => {
      notifyDone(t('password.done'));
      onClose();
      await Promise.all(
        [keys.ownSecurity, keys.sessions].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
      );
    },
    onError: (error) => {
      const field = fieldOf(error);
      if (!field) return;
      form.setFieldError(field, field === 'currentPassword' ? t('password.wrong') : problemText(error));
    },
  });
  const plain = change.error && !fieldOf(change.error) && !isProblem(change.error, STEP_UP_CANCELLED);

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('password.change')}
      closeButtonProps={{ 'aria-label': t('common:actions.close') }}
    >
      <form onSubmit={form.onSubmit((values) => change.mutate(values))} noValidate>
        <Stack gap="md">
          <p className={classes.help}>{t('password.changeText')}</p>
          <FormAlert>{plain ? problemText(change.error) : null}</FormAlert>
          <input type="email" autoComplete="username" value={me.data?.member.email ?? ''} readOnly hidden />
          <PasswordField
            label={t('password.current')}
            autoComplete="current-password"
            dir="ltr"
            data-autofocus
            {...form.getInputProps('currentPassword')}
          />
          <PasswordField
            label={t('password.new')}
            description={t('auth:invitation.passwordHelp')}
            autoComplete="new-password"
            dir="ltr"
            {...form.getInputProps('newPassword')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('common:actions.cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('password.change')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
