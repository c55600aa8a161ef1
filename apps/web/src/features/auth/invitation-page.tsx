import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { Invitation, SignInStep } from '../../api/types';
import { FormAlert } from '../../components/form-alert';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { AuthLayout } from './auth-layout';
import { LinkPage } from './link-page';
import { useNewPasswordRule } from './new-password';

interface InvitationFormProps {
  token: string;
  invitation: Invitation;
  onStep: (step: SignInStep) => void;
}

function InvitationForm({ token, invitation, onStep }: InvitationFormProps) {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const newPassword = useNewPasswordRule();
  const form = useForm({
    initialValues: { name: invitation.name, password: '' },
    validate: {
      name: (value) => (value.trim() ? null : t('common:required')),
      password: (value) => {
        if (invitation.hasAccount) return value ? null : t('common:required');
        return newPassword(value);
      },
    },
  });
  const accept = useMutation({
    mutationFn: (values: typeof form.values) =>
      api.post<SignInStep>(`/auth/invitations/${encodeURIComponent(token)}`, values, { anonymous: true }),
    onSuccess: onStep,
    onError: (error) => {
      const password = error instanceof ProblemError && /password|credentials/.test(error.code);
      form.setErrors(password ? { password: problemText(error) } : fieldErrors(error));
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => accept.mutate(values))} noValidate>
      <Stack gap="md">
        <FormAlert>{accept.error && !Object.keys(form.errors).length ? problemText(accept.error) : null}</FormAlert>
        {invitation.addressInUse ? <p>{t('invitation.addressInUse')}</p> : null}
        {/* Tells password managers whose password it is. */}
        <input type="email" autoComplete="username" value={invitation.email} readOnly hidden />
        <TextInput
          label={t('invitation.name')}
          description={t('invitation.nameHelp')}
          autoComplete="name"
          size="md"
          dir="auto"
          {...form.getInputProps('name')}
        />
        <PasswordField
          label={t(invitation.hasAccount ? 'invitation.ownPassword' : 'invitation.password')}
          description={t(invitation.hasAccount ? 'invitation.ownPasswordHelp' : 'invitation.passwordHelp')}
          autoComplete={invitation.hasAccount ? 'current-password' : 'new-password'}
          size="md"
          dir="ltr"
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={accept.isPending}>
          {t('invitation.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** Where the one-time link of an invitation leads. */
export function InvitationPage() {
  const { t } = useTranslation('auth');
  const { token = '' } = useParams();
  const gone = (
    <AuthLayout title={t('invitation.goneTitle')} lead={t('invitation.goneText')}>
      <Anchor component={Link} to="/sign-in">
        {t('invitation.toSignIn')}
      </Anchor>
    </AuthLayout>
  );
  return (
    <LinkPage<Invitation> path={`/auth/invitations/${encodeURIComponent(token)}`} title={t('signIn.title')} gone={gone}>
      {(invitation, onStep) => (
        <AuthLayout
          title={t('invitation.title', { organization: invitation.organizationName })}
          lead={t('invitation.lead', { email: invitation.email })}
        >
          <InvitationForm token={token} invitation={invitation} onStep={onStep} />
        </AuthLayout>
      )}
    </LinkPage>
  );
}
