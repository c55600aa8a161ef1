import { lazy, Suspense } from 'react';
import { useStepUpRequest } from '../../../api/step-up';

const StepUpDialog = lazy(async () => ({ default: (await import('./step-up-dialog')).StepUpDialog }));

/** Where the one question for a second factor appears, whatever screen caused it. */
export function StepUpHost() {
  const request = useStepUpRequest();
  return request ? (
    <Suspense fallback={null}>
      <StepUpDialog request={request} />
    </Suspense>
  ) : null;
}
