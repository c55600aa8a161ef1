import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, type Tx } from '@divan/platform';
import { hashRaw } from '@node-rs/argon2';
import { HashQueue } from '../passwords/hash-queue';
import { TokenKeys } from '../token-keys';
import { TotpRepository } from './totp.repository';

const COUNT = 10;
// No 0, 1, I, O: read aloud and copied by hand. 16 of 32 signs are 80 bits.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 16;
// Below 112 bits a slow hash with a salt is asked for (ASVS 6.5.2); ten are made at a time, so less slow than a password's.
const ARGON2ID = { memoryCost: 4_096, timeCost: 3, parallelism: 1, outputLen: 32 };
const SALT_BYTES = 16;

/** Ten codes, and as they are stored. */
export interface MadeCodes {
  codes: string[];
  salt: Buffer;
  hashes: Buffer[];
}

/** What replaces a lost second factor: ten codes, shown once, each good once. */
@Injectable()
export class RecoveryCodes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: TokenKeys,
    private readonly credentials: TotpRepository,
    private readonly queue: HashQueue,
  ) {}

  /**
   * Makes ten new ones. It takes its time: before the transaction that stores them, so that no connection and no lock
   * waits for a turn to hash.
   * @throws 503 `auth.busy`
   */
  async make(accountId: string): Promise<MadeCodes> {
    const codes = Array.from({ length: COUNT }, randomCode);
    const salt = randomBytes(SALT_BYTES);
    const hashes: Buffer[] = [];
    await this.queue.run(async () => {
      for (const code of codes) hashes.push(await this.hash(accountId, code, salt));
    });
    return { codes, salt, hashes };
  }

  /** The earlier ones stop working. @returns the codes, shown this once */
  async replace(tx: Tx, accountId: string, { codes, salt, hashes }: MadeCodes): Promise<string[]> {
    await this.credentials.replaceRecoveryCodes(tx, accountId, hashes, salt);
    return codes;
  }

  /** As it is stored, for `take`. Before the transaction, as `make`. @param known as in `HashQueue` @throws 503 `auth.busy` */
  async stored(accountId: string, code: string, known: string | null): Promise<Buffer> {
    const salt = await this.database.system('recovery-code', (tx) => this.credentials.recoverySalt(tx, accountId));
    return this.queue.run(() => this.hash(accountId, code, salt), known);
  }

  /** @returns how many are left; null when this one is wrong or was used */
  take(tx: Tx, accountId: string, stored: Buffer): Promise<number | null> {
    return this.credentials.useRecoveryCode(tx, accountId, stored, this.clock.now());
  }

  /** @param salt one for all codes of an account; null for codes of before there were salts */
  private async hash(accountId: string, code: string, salt: Buffer | null): Promise<Buffer> {
    const signs = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
    const slow = salt && (await hashRaw(signs, { ...ARGON2ID, salt })).toString('base64url');
    return this.keys.mac('recovery-code', `${accountId}:${slow ?? signs}`);
  }
}

function randomCode(): string {
  const signs = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}
