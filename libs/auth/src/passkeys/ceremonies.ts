import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@divan/platform';
import { z } from 'zod';
import { passkeyInvalid } from '../auth.errors';
import { CEREMONY, TokenService } from '../token.service';
import { UsedTokenRepository } from './used-token.repository';

const claims = z.object({
  jti: z.uuid(),
  exp: z.number(),
  purpose: z.enum(['sign-in', 'enrolment', 'registration', 'step-up']),
  /** What the authenticator signs, base64url. */
  challenge: z.string(),
  /** Whose passkey it is about; absent where any will do. */
  account: z.uuid().optional(),
  /** What it belongs to: the sign-in's challenge or the session. It is of no use elsewhere. */
  within: z.string().optional(),
});

export type CeremonyPurpose = z.infer<typeof claims>['purpose'];

export interface Ceremony {
  id: string;
  expiresAt: Date;
  purpose: CeremonyPurpose;
  challenge: string;
  account?: string | undefined;
  within?: string | undefined;
}

/** What a browser is asked to sign: bound to its purpose, good for five minutes and once. Nothing is kept until then. */
@Injectable()
export class Ceremonies {
  constructor(
    private readonly tokens: TokenService,
    private readonly used: UsedTokenRepository,
  ) {}

  begin(input: Omit<Ceremony, 'id' | 'expiresAt'>): string {
    return this.tokens.make(CEREMONY, { jti: newId(), ...input });
  }

  /** @throws 401 `auth.passkey_invalid` for anything but an unexpired ceremony of this purpose */
  read(token: string, purpose: CeremonyPurpose): Ceremony {
    const parsed = claims.safeParse(this.tokens.read(CEREMONY, token));
    if (!parsed.success || parsed.data.purpose !== purpose) throw passkeyInvalid();
    const { jti: id, exp, ...rest } = parsed.data;
    return { id, expiresAt: new Date(exp * 1000), ...rest };
  }

  /** @throws 401 `auth.passkey_invalid` when it was used before, also at the same time */
  async take(tx: Tx, ceremony: Pick<Ceremony, 'id' | 'expiresAt'>): Promise<void> {
    if (!(await this.used.take(tx, ceremony))) throw passkeyInvalid();
  }
}
