import { Injectable } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Database } from '@divan/platform';
import { memberNotActive } from '../auth.errors';
import { memberContext, type Origin } from '../member-context';
import { SessionOpening } from './session-opening';
import type { SessionTokens } from './session.service';

export interface ExternalProof {
  organizationId: string;
  memberId: string;
  methods: readonly ('oidc' | 'saml')[];
  /** The identity provider vouches for a passkey or a smart card. */
  phishingResistant: boolean;
  /** The authentication context class that the provider named. */
  acr?: string;
}

/** Sessions of members whom an identity provider vouches for. It has taken the second factor. */
@Injectable()
export class ExternalSignIn {
  constructor(
    private readonly database: Database,
    private readonly directory: SignInDirectory,
    private readonly sessions: SessionOpening,
  ) {}

  /** @throws 403 `auth.member_not_active`, `auth.phishing_resistant_required` */
  open(
    origin: Origin,
    { organizationId, memberId, methods, phishingResistant }: ExternalProof,
  ): Promise<SessionTokens> {
    return this.database.transaction({ organizationId }, async (tx) => {
      const member = await this.directory.findMember(tx, memberId);
      const account = member && (await this.directory.findAccount(tx, member.accountId));
      if (member?.state !== 'active' || !account) throw memberNotActive();
      const ctx = memberContext(organizationId, member, origin);
      return this.sessions.open(tx, ctx, origin, { account, methods, phishingResistant });
    });
  }
}
