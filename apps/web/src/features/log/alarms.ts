import type { LogAlarm, LogAlarmKind } from '../../api/types';

/** Which one is told first. */
const WEIGHT: LogAlarmKind[] = ['inconsistent', 'witness_conflict', 'rolled_back', 'lagging'];

export function inOrderOfWeight(alarms: LogAlarm[]): LogAlarm[] {
  return [...alarms].sort((one, other) => WEIGHT.indexOf(one.kind) - WEIGHT.indexOf(other.kind));
}
