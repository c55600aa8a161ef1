import { expect, it } from 'vitest';
import { instantOf, wallClock } from './wall-clock';

it('turns a wall clock of a place into the instant and back', () => {
  const at = instantOf('2026-11-22T09:00', 'America/Chicago');
  expect(at?.toISOString()).toBe('2026-11-22T15:00:00.000Z');
  expect(wallClock(at ?? 0, 'Asia/Tehran')).toBe('2026-11-22T18:30');
});

it('knows no instant for a time that the clocks skip, nor for half a time', () => {
  expect(instantOf('2026-03-08T02:30', 'America/Chicago')).toBeNull();
  expect(instantOf('', 'America/Chicago')).toBeNull();
});
