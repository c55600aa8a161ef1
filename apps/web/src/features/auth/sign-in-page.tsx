import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { useSessionStatus } from '../../api/session';
import type { SignInStep } from '../../api/types';
import { AuthLayout } from './auth-layout';
import { CredentialsForm } from './credentials-form';
import { notifyError } from '../../components/notify';
import { enter } from './enter';
import { safeNext } from './safe-next';
import { SignInSteps } from './steps/sign-in-steps';

/** Password, passkey or the organization's own sign-in, and what has to follow. */
export function SignInPage() {
  const { t } = useTranslation('auth');
  const [params] = useSearchParams();
  const status = useSessionStatus();
  const [step, setStep] = useState<SignInStep | null>(null);
  const [expired, setExpired] = useState(false);
  const [email, setEmail] = useState('');
  const next = safeNext(params.get('next'));

  if (status === 'signed-in') return <Navigate to={next} replace />;
  const startAgain = (tooLate: boolean) => {
    setExpired(tooLate);
    setStep(null);
  };
  if (step) {
    return (
      <SignInSteps
        first={step}
        email={email}
        onSession={(session) => void enter(session).catch((error: unknown) => notifyError(error))}
        onBack={() => startAgain(false)}
        onExpired={() => startAgain(true)}
      />
    );
  }
  return (
    <AuthLayout title={t('signIn.title')} lead={t('signIn.lead')}>
      <CredentialsForm
        notice={expired ? t('signIn.expired') : null}
        next={next}
        email={email}
        onStep={(answer, usedEmail) => {
          setEmail(usedEmail);
          setStep(answer);
        }}
        onSession={(session) => void enter(session).catch((error: unknown) => notifyError(error))}
      />
    </AuthLayout>
  );
}
