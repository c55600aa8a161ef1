import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, SignInStep } from '../../../api/types';
import { isLocale, setLocale } from '../../../i18n';
import { isStep, newRecoveryCodes, type SignInAnswer } from './answer';
import { Enrolment } from './enrolment';
import { PasskeyEnrolment } from './passkey-enrolment';
import { PasskeyForm } from './passkey-form';
import { RecoveryCodes } from './recovery-codes';
import { RecoveryForm } from './recovery-form';
import { TotpForm } from './totp-form';

export interface StepProps {
  step: SignInStep;
  onAnswer: (answer: SignInAnswer) => void;
  /** The challenge is short-lived; when it is gone the only way on is to begin again. */
  onExpired: () => void;
  onBack: () => void;
}

interface SignInStepsProps {
  first: SignInStep;
  /** For the file of recovery codes. */
  email: string;
  onSession: (session: Session) => void;
  onExpired: () => void;
  onBack: () => void;
}

/** What comes after the password, up to the session: one step's answer names the next. */
export function SignInSteps({ first, email, onSession, onExpired, onBack }: SignInStepsProps) {
  const { i18n } = useTranslation();
  const [answer, setAnswer] = useState<SignInAnswer>(first);
  const [other, setOther] = useState<'totp' | 'passkey' | 'recovery-code' | null>(null);

  const take = (next: SignInAnswer): void => {
    setOther(null);
    if (isStep(next) || newRecoveryCodes(next)) setAnswer(next);
    else onSession(next);
  };
  if (!isStep(answer)) {
    // The first sign-in decides the language; what the organization presumed for a new member does not.
    const enter = () => {
      if (isLocale(i18n.language)) void setLocale(i18n.language);
      onSession(answer);
    };
    return <RecoveryCodes codes={newRecoveryCodes(answer) ?? []} email={email} onDone={enter} />;
  }
  const props = { step: answer, onAnswer: take, onExpired, onBack };
  if (answer.step === 'totp-enrolment') return <Enrolment {...props} />;
  if (answer.step === 'passkey-enrolment') return <PasskeyEnrolment {...props} />;
  const shown = other ?? answer.step;
  if (shown === 'recovery-code') return <RecoveryForm {...props} onOther={() => setOther(null)} />;
  if (shown === 'passkey') return <PasskeyForm {...props} onOther={setOther} />;
  return <TotpForm {...props} onOther={setOther} />;
}
