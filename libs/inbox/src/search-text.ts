import { MAX_SEARCH_WORDS, searchWords } from '@divan/platform';

/** The literal of a tsvector; made here because PostgreSQL's parser knows too few scripts. */
export function toSearchVector(...texts: string[]): string {
  const words = texts.flatMap((text) => searchWords(text).flat());
  return words
    .slice(0, MAX_SEARCH_WORDS)
    .map((word, index) => `'${word}':${index + 1}`)
    .join(' ');
}

/** The literal of a tsquery that finds all words, the last letters of each left open; null when there is no word. */
export function toSearchQuery(text: string): string | null {
  const terms = searchWords(text.slice(0, 500))
    .slice(0, 20)
    .map((word) => (word.length > 1 ? `(${word.map((part) => `'${part}'`).join(' <-> ')})` : `'${word[0]}':*`));
  return terms.length > 0 ? terms.join(' & ') : null;
}
