import { Injectable } from '@nestjs/common';
import { normalizeEmail } from '@divan/accounts';
import { Clock, Database, type Tx } from '@divan/platform';
import { tooManyAttempts } from '../auth.errors';
import { ThrottleRepository, type ThrottleRule } from './throttle.repository';
import { TokenKeys } from '../token-keys';

const LONGEST_RETRY_AFTER_SECONDS = 86_400;

// SP 800-63B-4 §3.2.2: at most 100 consecutive failures on an account.
const ACCOUNT: ThrottleRule = { blocksFrom: 5, longestSeconds: 3600, locksAt: 100, forgetAfterSeconds: null };
// A whole town hall may share one address, so it is slowed later, less and not for good.
const ADDRESS: ThrottleRule = { blocksFrom: 50, longestSeconds: 60, locksAt: null, forgetAfterSeconds: 3600 };

/** An attempt that counts as failed until it is released or succeeds. */
export interface Attempt {
  accountKey: string;
  addressKey: string | null;
}

/** Slows guessing, per account and per address, over every process: the counts are in the database. */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: TokenKeys,
    private readonly throttles: ThrottleRepository,
  ) {}

  /** @throws 429 while the account or the address is blocked; unknown e-mail addresses are blocked alike */
  async begin(email: string, address: string | null): Promise<Attempt> {
    const attempt = { accountKey: this.accountKey(email), addressKey: address && this.key('address', address) };
    await this.database.system('sign-in-throttle', async (tx) => {
      await this.reserve(tx, attempt.accountKey, ACCOUNT);
      if (attempt.addressKey) await this.reserve(tx, attempt.addressKey, ADDRESS);
    });
    return attempt;
  }

  private async reserve(tx: Tx, key: string, rule: ThrottleRule): Promise<void> {
    const now = this.clock.now();
    const until = await this.throttles.reserve(tx, key, rule, now);
    if (until === null) return;
    const seconds = Math.ceil((Number(until) - now.getTime()) / 1000);
    throw tooManyAttempts(Math.min(Math.max(1, seconds), LONGEST_RETRY_AFTER_SECONDS));
  }

  /** The factor was right, but the sign-in is not complete: earlier failures still count. */
  async passed(attempt: Attempt): Promise<void> {
    await this.database.system('sign-in-throttle', async (tx) => {
      await this.throttles.release(tx, attempt.accountKey);
      if (attempt.addressKey) await this.throttles.release(tx, attempt.addressKey);
    });
  }

  /** The sign-in is complete, in the transaction that opens the session. */
  async succeeded(tx: Tx, attempt: Attempt): Promise<void> {
    await this.throttles.clear(tx, attempt.accountKey);
    if (attempt.addressKey) await this.throttles.release(tx, attempt.addressKey);
  }

  /** An administrator lets the person try again. */
  async forget(tx: Tx, email: string): Promise<void> {
    await this.throttles.clear(tx, this.accountKey(email));
  }

  private accountKey(email: string): string {
    return this.key('account', normalizeEmail(email));
  }

  private key(kind: 'account' | 'address', value: string): string {
    return `${kind}:${this.keys.mac('throttle', `${kind}:${value}`).toString('base64url')}`;
  }
}
