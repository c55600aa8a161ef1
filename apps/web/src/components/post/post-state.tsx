import {
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconClock,
  IconEye,
  IconLoader,
  IconMessage2Exclamation,
  IconPencil,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PostState, Reason } from '../../api/types';
import { Pill, type Tone } from '../pill';

const looks: Record<PostState, [Tone, Icon]> = {
  draft: ['neutral', IconPencil],
  in_review: ['info', IconEye],
  changes_requested: ['warn', IconMessage2Exclamation],
  rejected: ['bad', IconX],
  approved: ['warn', IconClock],
  scheduled: ['accent', IconClock],
  publishing: ['info', IconLoader],
  published: ['good', IconChecks],
  partly_published: ['warn', IconAlertTriangle],
  failed: ['bad', IconAlertTriangle],
};

export const APPROVED_LATE = 'publishing.approved_late';

interface PostStatePillProps {
  state: PostState;
  reason?: Reason | null;
}

export function PostStatePill({ state, reason }: PostStatePillProps) {
  const { t } = useTranslation('publishing');
  const [tone, icon] =
    state === 'approved' && reason?.code !== APPROVED_LATE ? (['good', IconCheck] as const) : looks[state];
  const late = state === 'approved' && reason?.code === APPROVED_LATE;
  return (
    <Pill tone={tone} icon={icon}>
      {t(late ? 'states.approved_late' : `states.${state}`)}
    </Pill>
  );
}
