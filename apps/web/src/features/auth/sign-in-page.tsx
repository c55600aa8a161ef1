import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { beginSession, useSessionStatus } from '../../api/session';
import type { SignInStep } from '../../api/types';
import { AuthLayout } from './auth-layout';
import { CredentialsForm } from './credentials-form';
import { Enrolment } from './enrolment';
import { TotpForm } from './totp-form';

type Step = { step: 'credentials'; expired?: boolean } | SignInStep;

/** Only addresses within this application; anything else could send a member elsewhere after sign-in. */
function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const { t } = useTranslation('auth');
  const [params] = useSearchParams();
  const status = useSessionStatus();
  const [step, setStep] = useState<Step>({ step: 'credentials' });
  const [email, setEmail] = useState('');

  if (status === 'signed-in') return <Navigate to={safeNext(params.get('next'))} replace />;
  const startAgain = (expired: boolean) => setStep({ step: 'credentials', expired });

  if (step.step === 'totp') {
    return (
      <TotpForm
        challenge={step.challenge}
        onSession={beginSession}
        onBack={() => startAgain(false)}
        onExpired={() => startAgain(true)}
      />
    );
  }
  if (step.step === 'totp-enrolment') {
    return (
      <Enrolment challenge={step.challenge} email={email} onSession={beginSession} onExpired={() => startAgain(true)} />
    );
  }
  return (
    <AuthLayout title={t('signIn.title')} lead={t('signIn.lead')}>
      <CredentialsForm
        notice={'expired' in step && step.expired ? t('signIn.expired') : null}
        onStep={(next, usedEmail) => {
          setEmail(usedEmail);
          setStep(next);
        }}
      />
    </AuthLayout>
  );
}
