import * as fc from 'fast-check';
import { newId } from '@divan/platform';
import type { AuditEventView } from '../audit.read-model';
import { parseSyslog } from './syslog-parser.fake';
import { DATAGRAM_MAX_BYTES, STREAM_MAX_BYTES, syslogMessage, syslogTest } from './syslog-message';

const source = { hostname: 'divan.example.gov', organizationId: newId() };
const event = (change: Partial<AuditEventView> = {}): AuditEventView => ({
  id: newId(),
  kind: 'inbox.conversation-status-changed',
  version: 1,
  actorKind: 'member',
  actorId: 'a1',
  actorName: 'Dana',
  objectType: 'conversation',
  objectId: 'o1',
  occurredAt: new Date('2026-11-22T09:00:00.123Z'),
  address: '203.0.113.7',
  userAgent: null,
  sessionId: null,
  requestId: 'r1',
  outcome: 'refused',
  reason: null,
  detail: '{"status":"پایان"}',
  before: null,
  after: null,
  salt: null,
  leafIndex: 17,
  entry: null,
  ...change,
});

it('says who, what, when and with which outcome where a receiver looks for it', () => {
  const of = event();
  const read = parseSyslog(syslogMessage(of, source, STREAM_MAX_BYTES));
  expect(read).toMatchObject({
    priority: 13 * 8 + 4,
    timestamp: '2026-11-22T09:00:00.123Z',
    hostname: 'divan.example.gov',
    appName: 'divan',
    procId: '-',
    // RFC 5424 allows 32 characters; the whole name is in the structured data.
    msgId: 'inbox.conversation-status-change',
  });
  expect(read.data['divan@32473']).toEqual({
    organization: source.organizationId,
    id: of.id,
    kind: 'inbox.conversation-status-changed',
    version: '1',
    leafIndex: '17',
    actorKind: 'member',
    actorId: 'a1',
    objectType: 'conversation',
    objectId: 'o1',
    outcome: 'refused',
    requestId: 'r1',
    address: '203.0.113.7',
  });
  expect(JSON.parse(read.message)).toMatchObject({ id: of.id, detail: { status: 'پایان' } });
  expect(parseSyslog(syslogTest(source, new Date(), 'a ] "name"\\')).msgId).toBe('divan.test');
});

it('lets nobody out of their quotes, whatever an event holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 100 }), (text, id) => {
      const well = (value: string): string => Buffer.from(value).toString('utf8');
      const odd = event({
        actorName: well(text),
        reason: well(text),
        objectId: well(id),
        requestId: well(`"] ${id}\\`),
      });
      const read = parseSyslog(syslogMessage(odd, source, STREAM_MAX_BYTES));
      expect(Object.keys(read.data)).toEqual(['divan@32473']);
      // eslint-disable-next-line no-control-regex -- what is replaced on purpose
      const visible = well(id).replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
      expect(read.data['divan@32473']!['objectId']).toBe(visible);
      expect((JSON.parse(read.message) as { reason: string }).reason).toBe(well(text));
    }),
  );
});

it('stays within what receivers take, and stays readable', () => {
  const long = 'ک'.repeat(5_000);
  for (const max of [STREAM_MAX_BYTES, DATAGRAM_MAX_BYTES]) {
    for (const change of [
      { before: JSON.stringify({ long }) },
      { detail: JSON.stringify({ long }) },
      { reason: long, userAgent: long },
      { objectId: long, actorId: long, actorName: long },
    ]) {
      const bytes = syslogMessage(event(change), source, max);
      expect(bytes.length).toBeLessThanOrEqual(max);
      const read = parseSyslog(bytes);
      if (read.message !== '') expect(JSON.parse(read.message)).toMatchObject({ truncated: true });
    }
  }
});
