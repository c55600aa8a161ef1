import { Anchor, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SignInFactor, SignInStep } from '../../../api/types';
import { passkeysSupported } from '../passkeys/web-authn';

interface OtherWaysProps {
  step: SignInStep;
  /** What is on the screen now. */
  now: SignInFactor;
  onOther: (factor: SignInFactor) => void;
  onBack: () => void;
}

/** The member's other factors that do for this step, and the way back. */
export function OtherWays({ step, now, onOther, onBack }: OtherWaysProps) {
  const { t } = useTranslation('auth');
  const others = step.factors.filter((factor) => factor !== now && (factor !== 'passkey' || passkeysSupported()));
  return (
    <Stack gap={4} align="center">
      {others.map((factor) => (
        <Anchor key={factor} component="button" type="button" size="sm" py={4} onClick={() => onOther(factor)}>
          {t(`factors.use.${factor}`)}
        </Anchor>
      ))}
      <Anchor component="button" type="button" size="sm" py={4} onClick={onBack}>
        {t('totp.back')}
      </Anchor>
    </Stack>
  );
}
