import { defineEvent } from '@divan/platform';
import { z } from 'zod';

/** The log grew and its new head is signed. */
export const checkpointCreated = defineEvent(
  'ledger.checkpoint-created',
  1,
  z.object({ size: z.int(), root: z.string() }),
  { live: ({ size }) => ({ type: 'checkpoint.created', data: { size } }) },
);

/** What can be wrong with a log. */
export const ALARM_KINDS = ['inconsistent', 'rolled_back', 'lagging', 'witness_conflict'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

const alarmSchema = z.object({ kind: z.enum(ALARM_KINDS), source: z.string(), reason: z.string(), at: z.date() });
const alarmLive = {
  live: () => ({ type: 'log-alarm.changed', data: {} }),
  permission: 'audit:read',
};

/** Something is wrong with the log. Once for each raising, however often it is found again. */
export const alarmRaised = defineEvent('ledger.alarm-raised', 1, alarmSchema, alarmLive);

/** What was wrong is so no longer; `reason` is why it had been raised. */
export const alarmCleared = defineEvent('ledger.alarm-cleared', 1, alarmSchema, alarmLive);

/** An administrator began a new signing key. The context names who; `reason` is that person's words. */
export const keyRotated = defineEvent(
  'ledger.key-rotated',
  1,
  z.object({
    origin: z.string(),
    oldKeyId: z.string(),
    newKeyId: z.string(),
    newVkey: z.string(),
    reason: z.string(),
    at: z.date(),
  }),
);

/** An administrator accepted that signed leaves are lost; the log goes on under a new name. The context names who. */
export const forkAcknowledged = defineEvent(
  'ledger.fork-acknowledged',
  1,
  z.object({
    lostOrigin: z.string(),
    lostSize: z.int(),
    restoredSize: z.int(),
    origin: z.string(),
    keyId: z.string(),
    reason: z.string(),
    at: z.date(),
  }),
);

/** An administrator opened the log to everybody, or closed it. The context names who. */
export const logAccessChanged = defineEvent(
  'ledger.log-access-changed',
  1,
  z.object({ public: z.boolean(), at: z.date() }),
);
