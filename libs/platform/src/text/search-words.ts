const WORD = /[\p{L}\p{N}]+/gu;
// Scripts written without spaces between words: every character is a word, and a word is a phrase of them.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const MAX_WORD = 64;

/** More words than this are not looked at. */
export const MAX_SEARCH_WORDS = 3000;

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
    .slice(0, MAX_SEARCH_WORDS)
    .map((word) => (UNSPACED.test(word) ? [...word] : [word.slice(0, MAX_WORD)]));
}
