import { useState } from 'react';
import { Anchor, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { endSession, lockedMember } from '../../../api/session';
import type { Session, SignInStep } from '../../../api/types';
import { useProblemText } from '../../../components/problem-text';
import { AuthLayout } from '../auth-layout';
import { CredentialsForm } from '../credentials-form';
import { enter } from '../enter';
import { SignInSteps } from '../steps/sign-in-steps';
import { Cover } from './cover';

/** Before a locked page: who it belongs to signs in again and finds it as it was left. */
export function LockScreen() {
  const { t } = useTranslation('auth');
  const location = useLocation();
  const [member] = useState(lockedMember);
  const [step, setStep] = useState<SignInStep | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const problemText = useProblemText();
  if (!member) return null;
  const startAgain = (why: string | null) => {
    setNotice(why);
    setStep(null);
  };
  const open = (session: Session) => void enter(session).catch((error: unknown) => startAgain(problemText(error)));

  return (
    <Cover label={t('lock.title')}>
      {step ? (
        <SignInSteps
          first={step}
          email={member.email}
          onSession={open}
          onBack={() => startAgain(null)}
          onExpired={() => startAgain(t('signIn.expired'))}
        />
      ) : (
        <AuthLayout title={t('lock.title')} lead={t('lock.lead', { name: member.name })}>
          <Stack gap="md">
            <CredentialsForm
              notice={notice}
              next={location.pathname + location.search}
              email={member.email}
              fixedEmail
              onStep={setStep}
              onSession={open}
            />
            <Anchor component="button" type="button" size="sm" py={4} onClick={() => endSession()}>
              {t('lock.other')}
            </Anchor>
          </Stack>
        </AuthLayout>
      )}
    </Cover>
  );
}
