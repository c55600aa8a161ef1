import * as fc from 'fast-check';
import { searchWords } from '@divan/platform';
import { toSearchQuery, toSearchVector } from './search-text';

it('compares words, not how they are written', () => {
  const flat = (text: string) => searchWords(text).flat();
  expect(flat('Café ÉTÉ')).toEqual(['cafe', 'ete']);
  expect(flat('كتاب‌ها ۱۲۳')).toEqual(['کتابها', '123']);
  expect(flat('橋は')).toEqual(['橋', 'は']);
});

it('leaves the last letters open, and asks for unspaced scripts as a phrase', () => {
  expect(toSearchQuery('Main str')).toBe("'main':* & 'str':*");
  expect(toSearchQuery('開き')).toContain(' <-> ');
  expect(toSearchQuery('!?')).toBeNull();
});

it('makes literals that hold nothing but letters and digits between the quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const literal of [toSearchVector(text), toSearchQuery(text) ?? '']) {
        for (const [, word] of literal.matchAll(/'([^']*)'/g)) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(literal.replace(/'[^']*'/g, '')).toMatch(/^[\s:\d*&()<>-]*$/);
      }
    }),
  );
});
