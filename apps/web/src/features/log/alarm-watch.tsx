import { lazy, Suspense } from 'react';
import { usePermission } from '../../api/queries';
import { useLogAlarms } from './log-queries';

const AlarmBanner = lazy(async () => ({ default: (await import('./alarm-banner')).AlarmBanner }));

function Watch() {
  const alarms = useLogAlarms().data?.alarms ?? [];
  if (alarms.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <AlarmBanner alarms={alarms} />
    </Suspense>
  );
}

/** Looks after the log on behalf of whoever may read it. The words are downloaded only when there is something to say. */
export function LogAlarmWatch() {
  return usePermission('audit:read') ? <Watch /> : null;
}
