import { describe, expect, it } from 'vitest';
import { textDirection, withoutLeadingMentions } from './text-direction';

describe('textDirection', () => {
  it.each([
    ['@rivertown آب خیابان پنجم کدر است', 'rtl'],
    ['https://rivertown.example سلام', 'rtl'],
    ['@رضا the water is brown', 'ltr'],
    ['Street light out', 'ltr'],
    ['🙏 👍', 'auto'],
    ['@rivertown', 'auto'],
  ])('of %s is %s', (text, direction) => {
    expect(textDirection(text)).toBe(direction);
  });
});

describe('withoutLeadingMentions', () => {
  it('drops the handles of a reply, not those within it', () => {
    expect(withoutLeadingMentions('@a @b@c.example Thanks @d')).toBe('Thanks @d');
  });

  it('keeps a message that is nothing but handles', () => {
    expect(withoutLeadingMentions('@a @b')).toBe('@a @b');
  });
});
