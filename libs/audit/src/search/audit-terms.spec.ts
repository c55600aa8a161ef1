import * as fc from 'fast-check';
import { newId } from '@divan/platform';
import type { AuditEventView, AuditFilter } from '../audit.read-model';
import { clausesOf, fits, fitsFilter, termsOf, toTermQuery, toTermVector } from './audit-terms';

const event = (change: Partial<AuditEventView> = {}): AuditEventView => ({
  id: newId(),
  kind: 'inbox.message-received',
  version: 1,
  actorKind: 'member',
  actorId: 'a1',
  actorName: 'Dana Réyes',
  objectType: 'conversation',
  objectId: 'o1',
  occurredAt: new Date('2026-11-22T09:00:00Z'),
  address: '203.0.113.7',
  userAgent: null,
  sessionId: null,
  requestId: 'r1',
  outcome: 'success',
  reason: 'پل بسته است',
  detail: '{"list":[{"note":"Main Street bridge"}],"n":42}',
  before: '{"status":"open"}',
  after: null,
  salt: null,
  leafIndex: 0,
  entry: null,
  ...change,
});
const found = (filter: AuditFilter, of = event()): boolean => fitsFilter(filter)(of);

it('finds names, kinds, reasons and details in both scripts, whatever the spelling and with open endings', () => {
  for (const q of [
    'dana',
    'REYES',
    'reyes dana',
    'mess',
    'received',
    'پل',
    'بسته‌است',
    'bridge 42',
    'street ope',
    'a1',
    '203.0.113.7',
  ])
    expect([q, found({ q })]).toEqual([q, q !== 'بسته‌است']);
  for (const q of ['stree bridge', 'dan reyes', 'closed', 'note', 'a2', 'پلی'])
    expect([q, found({ q })]).toEqual([q, q === 'stree bridge' || q === 'dan reyes']);
  expect(found({ q: ' ! ' })).toBe(false);
  expect(found({ q: '  ' })).toBe(true);
});

it('takes every filter as all or nothing, and a kind with a dot at the end as a feature', () => {
  const all: AuditFilter = {
    actorId: 'a1',
    kind: 'inbox.',
    objectType: 'conversation',
    objectId: 'o1',
    outcome: 'success',
    requestId: 'r1',
    address: '203.0.113.7',
  };
  expect(found(all)).toBe(true);
  for (const name of Object.keys(all)) expect([name, found({ ...all, [name]: 'o' })]).toEqual([name, false]);
  expect(found({ kind: 'inbox.message' })).toBe(false);
  expect(found({ sessionId: 'null' })).toBe(false);
  expect(found({ from: new Date('2026-11-22T09:00:00Z'), to: new Date('2026-11-22T09:00:00.001Z') })).toBe(true);
  expect(found({ to: new Date('2026-11-22T09:00:00Z') })).toBe(false);
});

it('keeps nothing of the erasable among what lasts', () => {
  const { lasting } = termsOf(event());
  const bare = termsOf(event({ actorName: null, address: null, reason: null, detail: null, before: null }));
  expect(lasting).toEqual(bare.lasting);
  expect(bare.personal.size).toBe(0);
});

it('makes literals that hold nothing but what a term may hold, whatever comes in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, other) => {
      const odd = event({ actorId: text, reason: other, detail: JSON.stringify({ [other]: [text, { text }] }) });
      const vector = toTermVector(termsOf(odd), '7');
      const query = toTermQuery(clausesOf({ q: text, actorId: other }));
      expect(vector.replace(/'7[.~][\p{L}\p{N}_-]+':1A?/gu, '').trim()).toBe('');
      expect(query.replace(/'\{b\}[.~][\p{L}\p{N}_-]+'(:\*)?/gu, '')).toMatch(/^[()&| ]*$/);
      expect(fits(termsOf(odd), clausesOf({ actorId: text }))).toBe(true);
    }),
  );
});
