import { randomInt, timingSafeEqual } from 'node:crypto';

/** What every key of this product begins with: people and scanners of leaked secrets know it at sight. */
export const KEY_MARK = 'dk_';

const PREFIX_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SECRET_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 10;
// 43 of 62 letters are 256 bits.
const SECRET_LENGTH = 43;
const SEAL_LENGTH = 16;
const FORMAT = new RegExp(
  `^${KEY_MARK}([0-9a-z]{${PREFIX_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH}}[0-9a-f]{${SEAL_LENGTH}}$`,
);

export interface NewKey {
  /** The whole key; shown once and kept nowhere. */
  key: string;
  /** Names the key in lists and finds it; no secret. */
  prefix: string;
}

type Mac = (value: string) => Buffer;

/**
 * A key is `dk_<prefix>_<secret>`. The last 64 bits of the secret are a seal over the rest: what was not made here is
 * refused without a question to the database, so that guessing costs nothing and tells nothing about prefixes.
 */
export function newKey(seal: Mac): NewKey {
  const prefix = randomText(PREFIX_ALPHABET, PREFIX_LENGTH);
  const open = `${KEY_MARK}${prefix}_${randomText(SECRET_ALPHABET, SECRET_LENGTH)}`;
  return { prefix, key: open + sealOf(open, seal) };
}

/** @returns the prefix of a key that was made here; null for anything else */
export function prefixOf(key: string, seal: Mac): string | null {
  const prefix = FORMAT.exec(key)?.[1];
  if (prefix === undefined) return null;
  const expected = sealOf(key.slice(0, -SEAL_LENGTH), seal);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(key.slice(-SEAL_LENGTH))) ? prefix : null;
}

function sealOf(open: string, seal: Mac): string {
  return seal(open).toString('hex').slice(0, SEAL_LENGTH);
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
