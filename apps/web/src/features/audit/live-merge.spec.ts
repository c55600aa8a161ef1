import { describe, expect, it } from 'vitest';
import { auditEvent } from '../../test/fixtures-audit';
import { mergeNewest } from './live-merge';

const numbers = (pages: { leafIndex: number | null }[][]) => pages.map((page) => page.map((event) => event.leafIndex));

describe('taking new events into the list', () => {
  it('puts them in front, each once', () => {
    const { pages, added, gap } = mergeNewest(
      [[auditEvent(2), auditEvent(1)]],
      [auditEvent(4), auditEvent(3), auditEvent(2)],
    );
    expect(numbers(pages)).toEqual([[4, 3, 2, 1]]);
    expect(added).toHaveLength(2);
    expect(gap).toBe(false);
  });

  it('puts one that was committed late where its time is', () => {
    const { pages } = mergeNewest([[auditEvent(5), auditEvent(3)], [auditEvent(1)]], [auditEvent(5), auditEvent(4)]);
    expect(numbers(pages)).toEqual([[5, 4, 3], [1]]);
    const second = mergeNewest([[auditEvent(5), auditEvent(3)], [auditEvent(1)]], [auditEvent(5), auditEvent(2)]);
    expect(numbers(second.pages)).toEqual([
      [5, 3],
      [2, 1],
    ]);
  });

  it('renews one that has got its leaf', () => {
    const { pages, added } = mergeNewest([[auditEvent(1, { leafIndex: null })]], [auditEvent(1)]);
    expect(numbers(pages)).toEqual([[1]]);
    expect(added).toEqual([]);
  });

  it('notices that something may lie between', () => {
    expect(mergeNewest([[auditEvent(1)]], [auditEvent(9), auditEvent(8)]).gap).toBe(true);
    expect(mergeNewest([[]], [auditEvent(9)]).gap).toBe(false);
    expect(mergeNewest([[auditEvent(1)]], []).gap).toBe(false);
  });
});
