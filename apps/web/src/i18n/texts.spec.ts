import { describe, expect, it } from 'vitest';

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<{ default: Texts }>(['./en/*.json', './fa/*.json'], { eager: true });

function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
}

function textsOf(language: string, namespace: string): Map<string, string> {
  return new Map(flat(files[`./${language}/${namespace}.json`]?.default ?? {}));
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '').sort();

const namespaces = Object.keys(files)
  .filter((file) => file.startsWith('./en/'))
  .map((file) => file.slice('./en/'.length, -'.json'.length));

// A connector's own words are English; only their translations are kept here.
const TRANSLATIONS_ONLY = ['networks'];

describe.each(namespaces.filter((name) => !TRANSLATIONS_ONLY.includes(name)))('texts of %s', (namespace) => {
  const english = textsOf('en', namespace);
  const persian = textsOf('fa', namespace);

  it('exist in both languages', () => {
    // What the API says in English where the client has no better words needs Persian words only.
    const needed =
      namespace === 'problems' ? [...english.keys()].filter((key) => !persian.has(key)) : [...english.keys()];
    const missing = needed.filter((key) => !persian.has(key));
    const extra = namespace === 'problems' ? [] : [...persian.keys()].filter((key) => !english.has(key));
    expect({ missing, extra }).toEqual({ missing: [], extra: [] });
  });

  it('fill in the same values', () => {
    const different = [...english]
      .filter(
        ([key, text]) =>
          persian.has(key) && String(placeholders(text)) !== String(placeholders(persian.get(key) ?? '')),
      )
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it('are Persian letters, not Arabic ones', () => {
    const arabic = [...persian].filter(([, text]) => /[\u064a\u0643]/.test(text)).map(([key]) => key);
    expect(arabic).toEqual([]);
  });
});
