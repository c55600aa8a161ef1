import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { SignInStep } from '../../api/types';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { FormAlert } from '../../components/form-alert';

interface CredentialsFormProps {
  notice: string | null;
  onStep: (step: SignInStep, email: string) => void;
}

export function CredentialsForm({ notice, onStep }: CredentialsFormProps) {
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const fieldErrors = useFieldErrors();
  const required = (value: string) => (value.trim() ? null : t('common:required'));
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: required, password: required },
  });
  const signIn = useMutation({
    mutationFn: (values: typeof form.values) => api.post<SignInStep>('/auth/sign-in', values, { anonymous: true }),
    onSuccess: (step, values) => onStep(step, values.email),
    onError: (error) => {
      const wrong = error instanceof ProblemError && error.status === 401;
      // Which of the two is wrong is nobody's business; the password is what one types again.
      if (wrong) form.setErrors({ password: t('signIn.wrong') });
      else form.setErrors(fieldErrors(error));
    },
  });
  const shown = signIn.error && !Object.keys(form.errors).length ? problemText(signIn.error) : notice;

  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
      <Stack gap="md">
        <FormAlert>{shown}</FormAlert>
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          autoFocus
          dir="ltr"
          size="md"
          {...form.getInputProps('email')}
        />
        <PasswordField
          label={t('signIn.password')}
          autoComplete="current-password"
          dir="ltr"
          size="md"
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}
