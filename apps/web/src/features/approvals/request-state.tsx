import { IconArrowBackUp, IconCheck, IconClock, IconMessage2Exclamation, IconX, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApprovalRequest } from '../../api/types';
import { Pill, type Tone } from '../../components/pill';

const looks: Record<ApprovalRequest['state'], [Tone, Icon]> = {
  pending: ['info', IconClock],
  approved: ['good', IconCheck],
  rejected: ['bad', IconX],
  changes_requested: ['warn', IconMessage2Exclamation],
  voided: ['neutral', IconArrowBackUp],
};

export function RequestStatePill({ state }: { state: ApprovalRequest['state'] }) {
  const { t } = useTranslation('approvals');
  const [tone, icon] = looks[state];
  return (
    <Pill tone={tone} icon={icon}>
      {t(`states.${state}`)}
    </Pill>
  );
}
