import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { PasskeyRepository } from '../passkeys/passkey.repository';
import { TotpRepository } from '../totp/totp.repository';

/** The second factors that an account has. */
export interface Factors {
  totpConfirmedAt: Date | null;
  passkeys: number;
  recoveryCodesLeft: number;
}

@Injectable()
export class AccountFactors {
  constructor(
    private readonly totp: TotpRepository,
    private readonly passkeys: PasskeyRepository,
  ) {}

  /** Also within `Database.system`: they are the account's, whatever the organization. */
  async of(tx: Tx, accountId: string): Promise<Factors> {
    const totp = await this.totp.find(tx, accountId);
    return {
      totpConfirmedAt: totp?.confirmedAt ?? null,
      passkeys: await this.passkeys.count(tx, accountId),
      recoveryCodesLeft: await this.totp.countRecoveryCodes(tx, accountId),
    };
  }

  /** Makes changes of one account's factors take turns, until the transaction ends. */
  async lock(tx: Tx, accountId: string): Promise<Factors> {
    await this.totp.lockAccount(tx, accountId);
    return this.of(tx, accountId);
  }
}
