import { describe, expect, it } from 'vitest';
import { differences, fieldsOf, listChange } from './diff';

describe('a difference', () => {
  it('is told field by field, however deep', () => {
    const before = { name: 'Parks', settings: { handle: '@parks', color: 'green' }, old: 1 };
    const after = { name: 'Parks', settings: { handle: '@rivers', color: 'green' }, late: true };
    expect(differences(before, after)).toEqual([
      { path: 'name', change: 'same', before: 'Parks', after: 'Parks' },
      { path: 'settings.handle', change: 'changed', before: '@parks', after: '@rivers' },
      { path: 'settings.color', change: 'same', before: 'green', after: 'green' },
      { path: 'old', change: 'removed', before: 1 },
      { path: 'late', change: 'added', after: true },
    ]);
  });

  it('tells null and what is empty from what is not there', () => {
    expect(differences({ a: null, b: [] }, { b: [], c: {} })).toEqual([
      { path: 'a', change: 'removed', before: null },
      { path: 'b', change: 'same', before: [], after: [] },
      { path: 'c', change: 'added', after: {} },
    ]);
  });

  it('takes something new as all added, and something gone as all removed', () => {
    expect(differences(null, { name: 'x' })).toEqual([{ path: 'name', change: 'added', after: 'x' }]);
    expect(differences({ name: 'x' }, null)).toEqual([{ path: 'name', change: 'removed', before: 'x' }]);
  });

  it('takes lists of plain values as sets, and lists of objects apart', () => {
    expect(listChange(['agent', 'publisher'], ['publisher', 'approver'])).toEqual({
      added: ['approver'],
      removed: ['agent'],
      kept: ['publisher'],
    });
    expect(fieldsOf({ items: [{ id: 1 }, { id: 2 }], tags: ['a'] })).toEqual([
      ['items.0.id', 1],
      ['items.1.id', 2],
      ['tags', ['a']],
    ]);
  });

  it('does not take one type for another', () => {
    expect(differences({ a: 1 }, { a: '1' })[0]?.change).toBe('changed');
    expect(differences({ a: null }, { a: 'null' })[0]?.change).toBe('changed');
  });
});
