import type { AuditEvent, LogAlarm, LogState } from '../api/types';
import { ago } from './fixtures';

/** Numbered by time: the higher, the newer. */
export function auditEvent(number: number, over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: `0199aaaa-0000-7000-8000-${String(number).padStart(12, '0')}`,
    kind: 'inbox.message-received',
    version: 1,
    actor: { kind: 'member', id: 'm-sara', name: 'Sara Ahmadi' },
    object: { type: 'conversation', id: `v-${number}` },
    occurredAt: new Date(Date.UTC(2026, 10, 22, 9, 0, number)).toISOString(),
    address: '203.0.113.7',
    userAgent: 'Firefox',
    sessionId: 's-1',
    requestId: `r-${number}`,
    outcome: 'success',
    reason: null,
    detail: {},
    before: null,
    after: null,
    leafIndex: number,
    ...over,
  };
}

export const logState: LogState = {
  origin: 'divan.example/rivertown',
  size: 1234,
  root: 'Kq0ZtCWEvXyRYz6uHyKQLPgk9oG4cRDHyR5ECgZ0pJ0=',
  vkey: 'divan.example/rivertown+1f2e3d4c+AUuyLIDy',
  keyId: '1f2e3d4c',
  keySince: ago(60 * 24 * 20),
  checkpoint: 'divan.example/rivertown\n1234\n',
  signedAt: ago(0.1),
  pending: 0,
  lagSeconds: 0,
  public: false,
  witnesses: [],
  timestamping: null,
  alarms: [],
  version: 3,
};

export const rolledBack: LogAlarm = {
  kind: 'rolled_back',
  reason: 'The newest head that was signed has 1500 leaves; the log has 1234.',
  raisedAt: ago(12),
  acknowledgeable: true,
  lostSize: 1500,
};
