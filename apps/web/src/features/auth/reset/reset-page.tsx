import { Anchor, Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client';
import { ProblemError } from '../../../api/problem';
import type { SignInStep } from '../../../api/types';
import { FormAlert } from '../../../components/form-alert';
import { PasswordField } from '../../../components/password-field';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import { LinkPage } from '../link-page';
import { useNewPasswordRule } from '../new-password';

interface NewPasswordFormProps {
  token: string;
  email: string;
  onStep: (step: SignInStep) => void;
}

function NewPasswordForm({ token, email, onStep }: NewPasswordFormProps) {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const form = useForm({ initialValues: { password: '' }, validate: { password: useNewPasswordRule() } });
  const reset = useMutation({
    mutationFn: (values: { password: string }) =>
      api.post<SignInStep>(`/auth/password-resets/${encodeURIComponent(token)}`, values, { anonymous: true }),
    onSuccess: onStep,
    onError: (error) => {
      const password = error instanceof ProblemError && /password_/.test(error.code);
      if (password) form.setErrors({ password: problemText(error) });
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => reset.mutate(values))} noValidate>
      <Stack gap="md">
        <FormAlert>{reset.error && !form.errors.password ? problemText(reset.error) : null}</FormAlert>
        {/* Tells password managers whose password it is. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label={t('reset.password')}
          description={t('invitation.passwordHelp')}
          autoComplete="new-password"
          autoFocus
          size="md"
          dir="ltr"
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={reset.isPending}>
          {t('reset.set')}
        </Button>
      </Stack>
    </form>
  );
}

/** Where the mailed link leads: a new password, and then the second factor as at every sign-in. */
export function ResetPage() {
  const { t } = useTranslation('auth');
  const { token = '' } = useParams();
  const gone = (
    <AuthLayout title={t('reset.goneTitle')} lead={t('reset.goneText')}>
      <Stack gap="sm">
        <Button component={Link} to="/password-reset" size="md" fullWidth>
          {t('reset.again')}
        </Button>
        <Anchor component={Link} to="/sign-in" size="sm" ta="center" py={4}>
          {t('reset.toSignIn')}
        </Anchor>
      </Stack>
    </AuthLayout>
  );
  return (
    <LinkPage<{ email: string }>
      path={`/auth/password-resets/${encodeURIComponent(token)}`}
      title={t('reset.newTitle')}
      gone={gone}
    >
      {({ email }, onStep) => (
        <AuthLayout title={t('reset.newTitle')} lead={t('reset.newLead', { email })}>
          <NewPasswordForm token={token} email={email} onStep={onStep} />
        </AuthLayout>
      )}
    </LinkPage>
  );
}
