import { useState } from 'react';
import { Anchor, Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useNavigate, useParams } from 'react-router';
import { api } from '../../../api/client';
import { ProblemError } from '../../../api/problem';
import { useSessionStatus } from '../../../api/session';
import type { SignInStep } from '../../../api/types';
import { ErrorState } from '../../../components/error-state';
import { FormAlert } from '../../../components/form-alert';
import { ListSkeleton } from '../../../components/list-skeleton';
import { notifyError } from '../../../components/notify';
import { PasswordField } from '../../../components/password-field';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import { enter } from '../enter';
import { useNewPasswordRule } from '../new-password';
import { SignInSteps } from '../steps/sign-in-steps';

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
  const navigate = useNavigate();
  const status = useSessionStatus();
  const [step, setStep] = useState<SignInStep | null>(null);
  const link = useQuery({
    queryKey: ['password-reset', token],
    queryFn: ({ signal }) =>
      api.get<{ email: string }>(`/auth/password-resets/${encodeURIComponent(token)}`, { signal, anonymous: true }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

  if (step && status === 'signed-in') return <Navigate to="/" replace />;
  if (step) {
    const toSignIn = () => void navigate('/sign-in');
    return (
      <SignInSteps
        first={step}
        email={link.data?.email ?? ''}
        onSession={(session) => void enter(session).catch((error: unknown) => notifyError(error))}
        onBack={toSignIn}
        onExpired={toSignIn}
      />
    );
  }
  if (link.data) {
    return (
      <AuthLayout title={t('reset.newTitle')} lead={t('reset.newLead', { email: link.data.email })}>
        <NewPasswordForm token={token} email={link.data.email} onStep={setStep} />
      </AuthLayout>
    );
  }
  if (link.error instanceof ProblemError && [400, 404, 410, 422].includes(link.error.status)) {
    return (
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
  }
  return (
    <AuthLayout title={t('reset.newTitle')}>
      {link.error ? (
        <ErrorState compact error={link.error} onRetry={() => void link.refetch()} />
      ) : (
        <ListSkeleton rows={2} />
      )}
    </AuthLayout>
  );
}
