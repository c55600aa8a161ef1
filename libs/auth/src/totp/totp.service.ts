import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, SecretBox, type Tx } from '@divan/platform';
import { generateSecret, generateURI, verify } from 'otplib';
import { toString as qrCode } from 'qrcode';
import { alreadyEnrolled } from '../auth.errors';
import { TokenKeys } from '../token-keys';
import { TotpRepository } from './totp.repository';

const SEAL = 'totp-secret';
const STEP_SECONDS = 30;
const RECOVERY_CODES = 10;
// No 0, 1, I, O: read aloud and copied by hand. 16 of 32 signs are 80 bits (ASVS 6.5.2 asks for 64 with a slow hash;
// these are keyed hashes of more than that).
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const RECOVERY_LENGTH = 16;

export interface TotpEnrolment {
  secret: string;
  otpauthUri: string;
  qrSvg: string;
}

/** Time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 s; one step to either side) and recovery codes. */
@Injectable()
export class TotpService {
  constructor(
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly keys: TokenKeys,
    private readonly credentials: TotpRepository,
  ) {}

  async isEnrolled(tx: Tx, accountId: string): Promise<boolean> {
    return (await this.credentials.find(tx, accountId))?.confirmedAt != null;
  }

  /** Makes a new secret; an earlier one that was not confirmed stops working. @throws 409 when one is confirmed */
  async begin(tx: Tx, account: { id: string; email: string }): Promise<TotpEnrolment> {
    const secret = generateSecret();
    const saved = await this.credentials.savePending(tx, account.id, this.box.seal(secret, SEAL), this.clock.now());
    if (!saved) throw alreadyEnrolled();
    const otpauthUri = generateURI({ issuer: 'Divan', label: account.email, secret });
    return {
      secret,
      otpauthUri,
      qrSvg: await qrCode(otpauthUri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }),
    };
  }

  /** Confirms the pending secret with its first code. @returns the recovery codes, shown this once; null for a wrong code */
  async confirm(tx: Tx, accountId: string, code: string): Promise<string[] | null> {
    const credential = await this.credentials.find(tx, accountId);
    if (credential?.confirmedAt) throw alreadyEnrolled();
    const step = credential && (await this.stepOf(credential.secretSealed, code));
    if (!credential || step === null) return null;
    if (!(await this.credentials.confirm(tx, accountId, credential.secretSealed, step, this.clock.now()))) return null;
    const codes = Array.from({ length: RECOVERY_CODES }, randomCode);
    await this.credentials.replaceRecoveryCodes(
      tx,
      accountId,
      codes.map((recovery) => this.hash(accountId, recovery)),
    );
    return codes;
  }

  /** Takes a code. Each code counts once, and no older one after it. */
  async take(tx: Tx, accountId: string, code: string): Promise<boolean> {
    const credential = await this.credentials.find(tx, accountId);
    if (!credential?.confirmedAt) return false;
    const step = await this.stepOf(credential.secretSealed, code);
    return step !== null && (await this.credentials.takeStep(tx, accountId, step));
  }

  /** @returns how many recovery codes are left; null when this one is wrong or was used */
  takeRecoveryCode(tx: Tx, accountId: string, code: string): Promise<number | null> {
    return this.credentials.useRecoveryCode(tx, accountId, this.hash(accountId, code), this.clock.now());
  }

  private async stepOf(secretSealed: string, code: string): Promise<number | null> {
    // otplib throws on what is not six digits.
    if (!/^\d{6}$/.test(code)) return null;
    const secret = this.box.open(secretSealed, SEAL).toString('utf8');
    const epoch = Math.floor(this.clock.now().getTime() / 1000);
    const result = await verify({ secret, token: code, epoch, epochTolerance: STEP_SECONDS });
    return result.valid && 'timeStep' in result ? result.timeStep : null;
  }

  private hash(accountId: string, code: string): Buffer {
    return this.keys.mac('recovery-code', `${accountId}:${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`);
  }
}

function randomCode(): string {
  const signs = Array.from(randomBytes(RECOVERY_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}
