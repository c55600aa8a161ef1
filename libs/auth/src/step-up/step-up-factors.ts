import { Injectable } from '@nestjs/common';
import { Database } from '@divan/platform';
import { AccountFactors } from '../sign-in/account-factors';
import { SignInPolicy } from '../sign-in/sign-in-policy';

export type StepUpFactor = 'totp' | 'passkey' | 'sso';

/** What of a session tells which factors would do. */
export interface SteppingUp {
  organizationId: string;
  accountId: string;
  memberId: string;
  methods: readonly string[];
}

/** Which factors a member can give again, for what wants a fresh one. */
@Injectable()
export class StepUpFactors {
  constructor(
    private readonly database: Database,
    private readonly factors: AccountFactors,
    private readonly policy: SignInPolicy,
  ) {}

  /** Recovery codes too: who has some has had a factor. */
  hasOwn({ organizationId, accountId }: SteppingUp): Promise<boolean> {
    return this.database.read({ organizationId }, async (tx) => {
      const { totpConfirmedAt, passkeys, recoveryCodesLeft } = await this.factors.of(tx, accountId);
      return totpConfirmedAt !== null || passkeys > 0 || recoveryCodesLeft > 0;
    });
  }

  /** `sso`: sign in through the identity provider again. */
  of({ organizationId, accountId, memberId, methods }: SteppingUp): Promise<StepUpFactor[]> {
    return this.database.read({ organizationId }, async (tx) => {
      const { totpConfirmedAt, passkeys } = await this.factors.of(tx, accountId);
      const totp = totpConfirmedAt !== null && !(await this.policy.wantsPhishingResistant(tx, memberId));
      const sso = methods.includes('oidc') || methods.includes('saml');
      return [
        ...(passkeys > 0 ? (['passkey'] as const) : []),
        ...(totp ? (['totp'] as const) : []),
        ...(sso ? (['sso'] as const) : []),
      ];
    });
  }
}
