/**
 * What a person typed, as every store and every network can hold it: no NUL, no half surrogate pair (U+FFFD instead).
 * Before anything is hashed, so that what is approved is what is sent.
 */
export function plainText(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8');
}
