import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { passwordBreached, passwordTooLong, passwordTooShort } from '../auth.errors';
import breached from './breached-passwords.json';

// OWASP Password Storage Cheat Sheet: argon2id (the library's default) with 19 MiB, two passes, one lane.
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MINIMUM = 12;
const MAXIMUM = 256;
const MINIMUM_DISTINCT = 5;

/** Passwords: argon2id, at least 12 characters, none from known breaches, no composition rules (SP 800-63B-4 §3.1.1.2). */
@Injectable()
export class PasswordService {
  private readonly breached = new Set(breached.passwords.split('\n'));
  /** Checked against when there is no account, so that this takes as long as a wrong password. */
  private readonly dummy = hash('no account has this password', PARAMETERS);

  hash(password: string): Promise<string> {
    return hash(normalize(password), PARAMETERS);
  }

  /** @param passwordHash null when there is no account or no password: false, after the same work */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await this.dummy), normalize(password));
    return matches && passwordHash !== null;
  }

  /** @param personal what the person is known by, and a guesser therefore tries: the e-mail address, the organization */
  assertAcceptable(password: string, personal: readonly string[]): void {
    const characters = [...normalize(password)];
    if (characters.length < MINIMUM) throw passwordTooShort(MINIMUM);
    if (characters.length > MAXIMUM) throw passwordTooLong(MAXIMUM);
    const lower = normalize(password).toLowerCase();
    const repetitive = new Set(characters).size < MINIMUM_DISTINCT;
    const known = personal.some((word) => normalize(word).toLowerCase() === lower);
    if (repetitive || known || this.breached.has(lower)) throw passwordBreached();
  }
}

/** The same password typed on different keyboards must be the same bytes. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
