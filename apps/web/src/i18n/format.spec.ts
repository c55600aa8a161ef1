import { describe, expect, it } from 'vitest';
import { createFormats } from './format';

const nowruz = new Date(2026, 2, 21, 12, 5);

describe('formats', () => {
  it('use Persian digits and the Persian calendar for Persian', () => {
    const format = createFormats('fa');
    expect(format.number(1234)).toBe('۱٬۲۳۴');
    expect(format.date(nowruz)).toContain('۱۴۰۵');
    expect(format.date(nowruz)).toContain('فروردین');
    expect(format.time(nowruz)).toBe('۱۲:۰۵');
  });

  it('say a moment as short as a list allows', () => {
    const format = createFormats('en');
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    expect(format.short(new Date())).toMatch(/^\d{1,2}:\d{2}/);
    expect(format.short(daysAgo(1))).toBe('Yesterday');
    expect(format.short(daysAgo(400))).toMatch(/\d{4}/);
  });

  it('say how long ago in the largest fitting unit', () => {
    const format = createFormats('en');
    expect(format.relative(Date.now() - 5 * 60_000)).toBe('5 minutes ago');
    expect(format.relative(Date.now() - 3 * 3_600_000)).toBe('3 hours ago');
  });

  it('say sizes in units of a thousand', () => {
    expect(createFormats('en').bytes(2_000_000)).toBe('2 MB');
  });
});
