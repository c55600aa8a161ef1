import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { passwordBreached, passwordTooLong, passwordTooShort } from '../auth.errors';
import { HashQueue } from './hash-queue';
import breached from './breached-passwords.json';

// OWASP Password Storage Cheat Sheet: argon2id (the library's default) with 19 MiB, two passes, one lane.
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MINIMUM = 12;
const MAXIMUM = 256;
const MINIMUM_DISTINCT = 5;
const SHORTEST_WORD = 4;
const PRODUCT = 'divan';

/** Passwords: argon2id, at least 12 characters, none from known breaches, no composition rules (SP 800-63B-4 §3.1.1.2). */
@Injectable()
export class PasswordService {
  private readonly breached = new Set(breached.passwords.split('\n'));
  /** Checked against when there is no account, so that this takes as long as a wrong password. */
  private readonly dummy = hash('no account has this password', PARAMETERS);

  constructor(private readonly queue: HashQueue) {}

  /** @throws 503 `auth.busy` */
  hash(password: string): Promise<string> {
    return this.queue.run(() => hash(normalize(password), PARAMETERS));
  }

  /**
   * @param passwordHash null when there is no account or no password: false, after the same work
   * @param known whose, where they are known already (`HashQueue`)
   * @throws 503 `auth.busy`
   */
  async verify(passwordHash: string | null, password: string, known: string | null = null): Promise<boolean> {
    const expected = passwordHash ?? (await this.dummy);
    const matches = await this.queue.run(() => verify(expected, normalize(password)), known);
    return matches && passwordHash !== null;
  }

  /**
   * @param personal what the person is known by, and a guesser therefore tries: names and addresses. Their words, and
   * the product's, may be in a password but must not be what it is made of (ASVS 6.1.2, 6.2.11)
   */
  assertAcceptable(password: string, personal: readonly string[], pointer = '/password'): void {
    const characters = [...normalize(password)];
    if (characters.length < MINIMUM) throw passwordTooShort(MINIMUM, pointer);
    if (characters.length > MAXIMUM) throw passwordTooLong(MAXIMUM, pointer);
    const lower = normalize(password).toLowerCase();
    const repetitive = new Set(characters).size < MINIMUM_DISTINCT;
    if (repetitive || this.breached.has(lower) || madeOf(lower, wordsOf(personal))) throw passwordBreached(pointer);
  }
}

/** The context-specific words: each name or address, and each word of it that is long enough to be one. */
function wordsOf(personal: readonly string[]): string[] {
  const whole = [PRODUCT, ...personal.map((text) => normalize(text).toLowerCase())];
  const words = whole.flatMap((text) => [text, ...text.split(/[^\p{L}\p{M}]+/u)]);
  return words.filter((word) => [...word].length >= SHORTEST_WORD).sort((a, b) => b.length - a.length);
}

/** Whether little is left of it without the words, digits and signs. */
function madeOf(lower: string, words: readonly string[]): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), lower);
  return rest !== lower && [...rest.replace(/[^\p{L}]/gu, '')].length < MINIMUM_DISTINCT;
}

/** The same password typed on different keyboards must be the same bytes. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
