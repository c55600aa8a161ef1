import { useState } from 'react';
import { Anchor, Button, Divider, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBuilding, IconFingerprint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import type { Session, SignInStep } from '../../api/types';
import { FormAlert } from '../../components/form-alert';
import { PasswordField } from '../../components/password-field';
import { useFieldErrors, useProblemText } from '../../components/problem-text';
import { signInWithPasskey } from './passkeys/ceremonies';
import { useFieldOffer } from './passkeys/use-field-offer';
import { usePasskeyText } from './passkeys/use-passkey-text';
import { passkeysSupported } from './passkeys/web-authn';
import { SsoForm } from './sso/sso-form';
import { isStep, type SignInAnswer } from './steps/answer';

interface CredentialsFormProps {
  notice: string | null;
  /** Where to go after a sign-in elsewhere. */
  next: string;
  email?: string;
  /** Whose page is locked: nobody else's address is asked for. */
  fixedEmail?: boolean;
  onStep: (step: SignInStep, email: string) => void;
  onSession: (session: Session) => void;
}

/** The first step: with a password, with a passkey alone, or at the organization's own sign-in. */
export function CredentialsForm(props: CredentialsFormProps) {
  const { notice, email = '', fixedEmail = false, onStep, onSession } = props;
  const { t } = useTranslation(['auth', 'common']);
  const problemText = useProblemText();
  const passkeyText = usePasskeyText();
  const fieldErrors = useFieldErrors();
  const [elsewhere, setElsewhere] = useState(false);
  const required = (value: string) => (value.trim() ? null : t('common:required'));
  const form = useForm({
    initialValues: { email, password: '' },
    validate: { email: required, password: required },
  });
  const take = (answer: SignInAnswer) => (isStep(answer) ? onStep(answer, form.values.email) : onSession(answer));
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
  const passkey = useMutation({ mutationFn: () => signInWithPasskey(), onSuccess: take });
  useFieldOffer(!elsewhere, take);

  if (elsewhere) {
    return (
      <SsoForm email={form.values.email} fixedEmail={fixedEmail} next={props.next} onBack={() => setElsewhere(false)} />
    );
  }
  const failure = passkey.error ? passkeyText(passkey.error) : null;
  const shown = signIn.error && !Object.keys(form.errors).length ? problemText(signIn.error) : (failure ?? notice);

  return (
    <Stack gap="md">
      <form
        onSubmit={form.onSubmit((values) => {
          passkey.reset();
          signIn.mutate(values);
        })}
        noValidate
      >
        <Stack gap="md">
          <FormAlert>{shown}</FormAlert>
          <TextInput
            label={t('signIn.email')}
            type="email"
            autoComplete="username webauthn"
            autoFocus={!fixedEmail}
            readOnly={fixedEmail}
            dir="ltr"
            size="md"
            {...form.getInputProps('email')}
          />
          <PasswordField
            label={t('signIn.password')}
            autoComplete="current-password"
            autoFocus={fixedEmail}
            {...(fixedEmail ? { 'data-autofocus': true } : {})}
            dir="ltr"
            size="md"
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
        </Stack>
      </form>
      {fixedEmail ? null : (
        <Anchor component={Link} to="/password-reset" size="sm" ta="center" py={2}>
          {t('signIn.forgot')}
        </Anchor>
      )}
      <Divider label={t('signIn.or')} />
      {passkeysSupported() ? (
        <Button
          variant="default"
          size="md"
          fullWidth
          leftSection={<IconFingerprint size={20} aria-hidden />}
          loading={passkey.isPending}
          onClick={() => {
            signIn.reset();
            form.clearErrors();
            passkey.mutate();
          }}
        >
          {t('signIn.passkey')}
        </Button>
      ) : null}
      <Button
        variant="default"
        size="md"
        fullWidth
        leftSection={<IconBuilding size={20} aria-hidden />}
        onClick={() => setElsewhere(true)}
      >
        {t('signIn.sso')}
      </Button>
    </Stack>
  );
}
