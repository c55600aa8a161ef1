import { useTranslation } from 'react-i18next';
import type { ApiKey } from '../../api/types';
import { Pill, type Tone } from '../../components/pill';
import { standingOf, type KeyStanding } from './key-form';

const tones: Record<KeyStanding, Tone> = {
  active: 'good',
  soon: 'warn',
  stale: 'warn',
  expired: 'neutral',
  ended: 'neutral',
};

export function KeyState({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation('keys');
  const standing = standingOf(apiKey);
  return <Pill tone={tones[standing]}>{t(`states.${standing}`)}</Pill>;
}
