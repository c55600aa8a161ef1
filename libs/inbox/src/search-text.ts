const WORD = /[\p{L}\p{N}]+/gu;
// Scripts written without spaces between words: every character is a word, and a word is a phrase of them.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const MAX_WORDS = 3000;
const MAX_WORD = 64;

/**
 * The words of a text in the form in which they are compared: case, accents, presentation forms and the Arabic and
 * Persian variants of one letter do not matter, and half-spaces within a word are dropped.
 */
export function searchWords(text: string): string[][] {
  const folded = text
    .slice(0, 50_000)
    .normalize('NFKD')
    .replace(/[\p{M}\u0640\u200c\u200d]/gu, '')
    .toLowerCase()
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/ة/g, 'ه')
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
  return (folded.match(WORD) ?? [])
    .slice(0, MAX_WORDS)
    .map((word) => (UNSPACED.test(word) ? [...word] : [word.slice(0, MAX_WORD)]));
}

/** The literal of a tsvector; made here because PostgreSQL's parser knows too few scripts. */
export function toSearchVector(...texts: string[]): string {
  const words = texts.flatMap((text) => searchWords(text).flat());
  return words
    .slice(0, MAX_WORDS)
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
