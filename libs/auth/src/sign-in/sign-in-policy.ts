import { Injectable } from '@nestjs/common';
import { MemberDirectory, SecurityPolicies, type SecurityPolicy } from '@divan/accounts';
import type { Tx } from '@divan/platform';
import type { Session } from '../sessions/session.repository';

/** What an organization's policy means for one member who signs in. */
@Injectable()
export class SignInPolicy {
  constructor(
    private readonly policies: SecurityPolicies,
    private readonly members: MemberDirectory,
  ) {}

  /** Of the transaction's organization. */
  of(tx: Tx): Promise<SecurityPolicy> {
    if (!tx.organizationId) throw new Error('a policy is an organization’s');
    return this.policies.of(tx, tx.organizationId);
  }

  /** Whether a role of the member wants a passkey, or an identity provider that vouches for as much. */
  async wantsPhishingResistant(tx: Tx, memberId: string): Promise<boolean> {
    const { phishingResistantRoles } = await this.of(tx);
    if (phishingResistantRoles.length === 0) return false;
    const roles = (await this.members.find(tx, memberId))?.roles ?? [];
    return roles.some((role) => phishingResistantRoles.includes(role));
  }

  /** Whether a session was opened with less than the organization asks for by now. */
  async fallsShort(
    tx: Tx,
    session: Pick<Session, 'memberId' | 'organizationId' | 'methods' | 'phishingResistant'>,
  ): Promise<boolean> {
    const { memberId, organizationId, methods, phishingResistant } = session;
    if (!phishingResistant && (await this.wantsPhishingResistant(tx, memberId))) return true;
    if (methods.includes('oidc') || methods.includes('saml')) return false;
    return !(await this.allowsOwnFactors(tx, { id: memberId, organizationId }));
  }

  /** Whether the member may sign in here without an identity provider. Also within `Database.system`. */
  async allowsOwnFactors(tx: Tx, member: { id: string; organizationId: string }): Promise<boolean> {
    const { passwordSignIn, breakGlassMemberId } = await this.policies.of(tx, member.organizationId);
    return passwordSignIn || breakGlassMemberId === member.id;
  }
}
