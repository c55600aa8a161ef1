import { Injectable } from '@nestjs/common';
import { normalizeEmail, SignInDirectory } from '@divan/accounts';
import { Clock, countedAddress, Database, type Tx } from '@divan/platform';
import { isTooBusy, tooManyAttempts } from '../auth.errors';
import { KnownDevices } from '../devices/known-devices';
import type { Origin } from '../member-context';
import { TokenKeys } from '../token-keys';
import { ThrottleRepository, type ThrottleRule } from './throttle.repository';

const LONGEST_RETRY_AFTER_SECONDS = 86_400;

// SP 800-63B-4 §3.2.2: at most 100 consecutive failures on an account.
const ACCOUNT: ThrottleRule = { blocksFrom: 5, longestSeconds: 3600, locksAt: 100, forgetAfterSeconds: null };
// A whole town hall may share one address, so it is slowed later, less and not for good.
const ADDRESS: ThrottleRule = { blocksFrom: 50, longestSeconds: 60, locksAt: null, forgetAfterSeconds: 3600 };

/** An attempt that counts as failed until it is released or succeeds. */
export interface Attempt {
  /** Of the account from anywhere, of the account on a device that it knows, or of a session. */
  key: string;
  addressKey: string | null;
  /** Whose, where they are known already: of the account on a device that it knows, or of a session. */
  known: string | null;
}

/**
 * Slows guessing over every process: the counts are in the database. A device in which the account signed in before
 * has a budget of its own, so that failures elsewhere cannot lock its owner out.
 */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: TokenKeys,
    private readonly throttles: ThrottleRepository,
    private readonly devices: KnownDevices,
    private readonly directory: SignInDirectory,
  ) {}

  /** @throws 429 while the account or the address is blocked; unknown e-mail addresses are blocked alike */
  begin(email: string, origin: Pick<Origin, 'address' | 'device'>): Promise<Attempt> {
    return this.database.system('sign-in-throttle', async (tx) => {
      const deviceKey = origin.device ? await this.deviceKey(tx, email, origin.device) : null;
      const addressKey = deviceKey ? null : this.addressKey(origin.address);
      const known = deviceKey ? this.devicesKey(email) : null;
      return this.reserveAll(tx, { key: deviceKey ?? this.accountKey(email), addressKey, known });
    });
  }

  /** For what is slowed by the address alone: there is nothing to guess, or nobody is aimed at. */
  beginAnywhere({ address }: Pick<Origin, 'address'>): Promise<void> {
    const key = this.addressKey(address);
    return this.database.system('sign-in-throttle', async (tx) => {
      if (key) await this.reserve(tx, key, ADDRESS);
    });
  }

  /** It was right after all. */
  async releaseAnywhere(tx: Tx, { address }: Pick<Origin, 'address'>): Promise<void> {
    const key = this.addressKey(address);
    if (key) await this.throttles.release(tx, key);
  }

  /** For who is signed in and proves it again: nobody else can use up this budget. */
  beginInSession(sessionId: string): Promise<Attempt> {
    const key = this.key('session', sessionId);
    return this.database.system('sign-in-throttle', (tx) => this.reserveAll(tx, { key, addressKey: null, known: key }));
  }

  private async reserveAll(tx: Tx, attempt: Attempt): Promise<Attempt> {
    await this.reserve(tx, attempt.key, ACCOUNT);
    if (attempt.addressKey) await this.reserve(tx, attempt.addressKey, ADDRESS);
    return attempt;
  }

  private async reserve(tx: Tx, key: string, rule: ThrottleRule): Promise<void> {
    const now = this.clock.now();
    const until = await this.throttles.reserve(tx, key, rule, now);
    if (until === null) return;
    const seconds = Math.ceil((Number(until) - now.getTime()) / 1000);
    throw tooManyAttempts(Math.min(Math.max(1, seconds), LONGEST_RETRY_AFTER_SECONDS));
  }

  /** What could not be judged, because too many wait, is no failure. */
  async judge<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isTooBusy(error)) await this.passed(attempt);
      throw error;
    }
  }

  /** The factor was right, but the sign-in is not complete: earlier failures still count. */
  async passed(attempt: Attempt): Promise<void> {
    await this.database.system('sign-in-throttle', (tx) => this.release(tx, attempt));
  }

  /** As `passed`, within a transaction of the caller. */
  async release(tx: Tx, { key, addressKey }: Attempt): Promise<void> {
    await this.throttles.release(tx, key);
    if (addressKey) await this.throttles.release(tx, addressKey);
  }

  /** The sign-in is complete, in the transaction that opens the session. */
  async succeeded(tx: Tx, { key, addressKey }: Attempt): Promise<void> {
    await this.throttles.clear(tx, key);
    if (addressKey) await this.throttles.release(tx, addressKey);
  }

  /** An administrator, or the account's mailbox, lets the person try again. */
  async forget(tx: Tx, email: string): Promise<void> {
    await this.throttles.clear(tx, this.accountKey(email));
    await this.throttles.clearAll(tx, `${this.devicesKey(email)}:`);
  }

  private async deviceKey(tx: Tx, email: string, device: string): Promise<string | null> {
    const found = await this.directory.byEmail(tx, email);
    const known = found !== null && (await this.devices.isKnown(tx, found.account.id, device));
    return known ? `${this.devicesKey(email)}:${this.mac('device', device)}` : null;
  }

  private devicesKey(email: string): string {
    return this.key('devices', normalizeEmail(email));
  }

  private accountKey(email: string): string {
    return this.key('account', normalizeEmail(email));
  }

  private addressKey(address: string | null): string | null {
    return address && this.key('address', countedAddress(address));
  }

  private key(kind: 'account' | 'address' | 'devices' | 'session', value: string): string {
    return `${kind}:${this.mac(kind, value)}`;
  }

  private mac(kind: string, value: string): string {
    return this.keys.mac('throttle', `${kind}:${value}`).toString('base64url');
  }
}
