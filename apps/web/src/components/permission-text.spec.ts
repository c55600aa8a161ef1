import { describe, expect, it } from 'vitest';

type Words = Record<string, Record<string, { label: string; help: string }>>;
const files = import.meta.glob<{ default: Words }>('../i18n/*/permissions.json', { eager: true });
const source = import.meta.glob<string>('../../../../libs/accounts/src/permissions.ts', {
  eager: true,
  query: '?raw',
  import: 'default',
});

describe('every permission that there is', () => {
  const [text = ''] = Object.values(source);
  const permissions = [...text.matchAll(/^\s+'([a-z]+:[a-z]+)':/gm)].map(([, id = '']) => id);

  it.each(['en', 'fa'])('has words in %s', (language) => {
    const words = files[`../i18n/${language}/permissions.json`]?.default ?? {};
    expect(permissions).toContain('keys:manage');
    expect(permissions).toContain('scim:manage');
    const missing = permissions.filter((id) => {
      const [area = '', verb = ''] = id.split(':');
      const found = words[area]?.[verb];
      return !found?.label || !found.help || !words.areas?.[area];
    });
    expect(missing).toEqual([]);
  });
});
