import { useTranslation } from 'react-i18next';
import { AuthLayout } from '../auth-layout';
import { KeepCodes } from './keep-codes';

interface RecoveryCodesProps {
  codes: string[];
  email: string;
  onDone: () => void;
}

/** After the first factor was set up: nobody gets in before the codes are stored. */
export function RecoveryCodes({ codes, email, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation('auth');
  return (
    <AuthLayout title={t('enrol.codesTitle')} lead={t('enrol.codesLead')}>
      <KeepCodes codes={codes} email={email} action={t('enrol.finish')} onDone={onDone} />
    </AuthLayout>
  );
}
