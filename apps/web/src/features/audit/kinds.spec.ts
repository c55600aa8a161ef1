import { describe, expect, it } from 'vitest';
import english from '../../i18n/en/audit-kinds.json';
import persian from '../../i18n/fa/audit-kinds.json';

const sources = import.meta.glob<string>('../../../../../libs/*/src/**/*.events.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Every kind that some feature declares. */
function declaredKinds(): string[] {
  const all = Object.values(sources).flatMap((source) => [...source.matchAll(/auditKind\(\s*'([^']+)'/g)]);
  return [...new Set(all.map((found) => found[1] ?? ''))].sort();
}

function wordsFor(texts: object, kind: string): unknown {
  return kind
    .split('.')
    .reduce<unknown>((level, name) => (level as Record<string, unknown> | undefined)?.[name], texts);
}

describe('the words for kinds of events', () => {
  it('exist for each declared one, in both languages', () => {
    const kinds = declaredKinds();
    expect(kinds.length).toBeGreaterThan(40);
    expect(kinds.filter((kind) => typeof wordsFor(english.kinds, kind) !== 'string')).toEqual([]);
    expect(kinds.filter((kind) => typeof wordsFor(persian.kinds, kind) !== 'string')).toEqual([]);
  });

  it('exist for each area', () => {
    const areas = [...new Set(declaredKinds().map((kind) => kind.split('.')[0] ?? ''))];
    expect(areas.filter((area) => !(area in english.areas) || !(area in persian.areas))).toEqual([]);
  });
});
