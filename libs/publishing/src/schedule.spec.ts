import { resolveSchedule } from './schedule';

describe('resolveSchedule', () => {
  it('turns a wall clock in a place into an instant, and keeps both', () => {
    expect(resolveSchedule('2026-11-22T09:00', 'America/Chicago')).toEqual({
      local: '2026-11-22T09:00',
      timeZone: 'America/Chicago',
      at: new Date('2026-11-22T15:00:00.000Z'),
    });
    expect(resolveSchedule('2026-07-01T09:00', 'America/Chicago').at).toEqual(new Date('2026-07-01T14:00:00.000Z'));
    expect(resolveSchedule('2026-11-22T09:00', 'Asia/Tehran').at).toEqual(new Date('2026-11-22T05:30:00.000Z'));
  });

  it('refuses a time that the clocks skip, and says what comes instead', () => {
    expect(() => resolveSchedule('2026-03-08T02:30', 'America/Chicago')).toThrow(
      expect.objectContaining({ code: 'publishing.nonexistent_local_time', data: { suggestion: '2026-03-08T03:30' } }),
    );
    expect(() => resolveSchedule('2026-03-29T02:30', 'Europe/Berlin')).toThrow(/never happens/);
  });

  it('refuses a time that the clocks show twice, and says both', () => {
    expect(() => resolveSchedule('2026-11-01T01:30', 'America/Chicago')).toThrow(
      expect.objectContaining({
        code: 'publishing.ambiguous_local_time',
        data: { instants: ['2026-11-01T06:30:00.000Z', '2026-11-01T07:30:00.000Z'] },
      }),
    );
  });

  it('takes the minutes around both', () => {
    expect(resolveSchedule('2026-03-08T01:59', 'America/Chicago').at).toEqual(new Date('2026-03-08T07:59:00.000Z'));
    expect(resolveSchedule('2026-03-08T03:00', 'America/Chicago').at).toEqual(new Date('2026-03-08T08:00:00.000Z'));
    expect(resolveSchedule('2026-11-01T00:59', 'America/Chicago').at).toEqual(new Date('2026-11-01T05:59:00.000Z'));
    expect(resolveSchedule('2026-11-01T02:00', 'America/Chicago').at).toEqual(new Date('2026-11-01T08:00:00.000Z'));
  });

  it.each(['tomorrow', '2026-02-30T09:00', '2026-11-22T09:00Z', '2026-11-22T25:00', '2026-11-22', ''])(
    'refuses %p',
    (local) => {
      expect(() => resolveSchedule(local, 'UTC')).toThrow(
        expect.objectContaining({ code: 'publishing.invalid_local_time' }),
      );
    },
  );

  it.each(['Mars/Olympus', '', '../../etc'])('refuses the zone %p', (zone) => {
    expect(() => resolveSchedule('2026-11-22T09:00', zone)).toThrow(
      expect.objectContaining({ code: 'publishing.invalid_time_zone' }),
    );
  });
});
