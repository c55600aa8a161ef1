import { Injectable } from '@nestjs/common';
import { Clock, SecretBox, type Tx } from '@divan/platform';
import { generateSecret, generateURI, verify } from 'otplib';
import { toString as qrCode } from 'qrcode';
import { alreadyEnrolled } from '../auth.errors';
import { TotpRepository } from './totp.repository';

const SEAL = 'totp-secret';
const STEP_SECONDS = 30;
const MOVE_MS = 10 * 60 * 1000;

export interface TotpEnrolment {
  secret: string;
  otpauthUri: string;
  qrSvg: string;
}

/** Time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 s; one step to either side). */
@Injectable()
export class TotpService {
  constructor(
    private readonly clock: Clock,
    private readonly box: SecretBox,
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
    return show(account, secret);
  }

  /** Makes the secret of another authenticator; the present one works until that is confirmed. @returns null when there is none */
  async beginMove(tx: Tx, account: { id: string; email: string }): Promise<TotpEnrolment | null> {
    const secret = generateSecret();
    const saved = await this.credentials.saveNext(tx, account.id, this.box.seal(secret, SEAL), this.clock.now());
    return saved ? show(account, secret) : null;
  }

  /** From now on the other authenticator's codes count. @returns false for a wrong code, and after ten minutes */
  async confirmMove(tx: Tx, accountId: string, code: string): Promise<boolean> {
    const now = this.clock.now();
    const sealed = await this.credentials.findNext(tx, accountId, new Date(now.getTime() - MOVE_MS));
    const step = sealed === null ? null : await this.stepOf(sealed, code);
    return sealed !== null && step !== null && this.credentials.move(tx, accountId, sealed, step, now);
  }

  /** Confirms the pending secret with its first code. @returns false for a wrong code @throws 409 when one is confirmed */
  async confirm(tx: Tx, accountId: string, code: string): Promise<boolean> {
    const credential = await this.credentials.find(tx, accountId);
    if (credential?.confirmedAt) throw alreadyEnrolled();
    const step = credential && (await this.stepOf(credential.secretSealed, code));
    if (!credential || step === null) return false;
    return this.credentials.confirm(tx, accountId, credential.secretSealed, step, this.clock.now());
  }

  /** Takes a code. Each code counts once, and no older one after it. */
  async take(tx: Tx, accountId: string, code: string): Promise<boolean> {
    const credential = await this.credentials.find(tx, accountId);
    if (!credential?.confirmedAt) return false;
    const step = await this.stepOf(credential.secretSealed, code);
    return step !== null && (await this.credentials.takeStep(tx, accountId, step));
  }

  private async stepOf(secretSealed: string, code: string): Promise<number | null> {
    // otplib throws on what is not six digits.
    if (!/^\d{6}$/.test(code)) return null;
    const secret = this.box.open(secretSealed, SEAL).toString('utf8');
    const epoch = Math.floor(this.clock.now().getTime() / 1000);
    const result = await verify({ secret, token: code, epoch, epochTolerance: STEP_SECONDS });
    return result.valid && 'timeStep' in result ? result.timeStep : null;
  }
}

async function show(account: { email: string }, secret: string): Promise<TotpEnrolment> {
  const otpauthUri = generateURI({ issuer: 'Divan', label: account.email, secret });
  const qrSvg = await qrCode(otpauthUri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return { secret, otpauthUri, qrSvg };
}
