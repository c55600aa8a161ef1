import { Injectable, Logger } from '@nestjs/common';
import { MemberDirectory, MemberProvisioning, type MemberView } from '@divan/accounts';
import { Audit } from '@divan/audit';
import type { Origin } from '@divan/auth';
import { AppError, Clock, Database, systemContext, type RequestContext, type Tx } from '@divan/platform';
import { addressNotVerified, domainForeign, linkedToAnother, noAccess } from '../federation.errors';
import { identityLinked, rolesKept } from '../federation.events';
import { vouchesFor, type ExternalIdentity, type IdentityProvider } from '../providers/identity-provider';
import { isSameSet, mappedRoles } from '../providers/mapped-roles';
import { IdentityRepository } from './identity.repository';

/** Which member somebody at a provider is. */
@Injectable()
export class MembershipService {
  private readonly logger = new Logger(MembershipService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly directory: MemberDirectory,
    private readonly provisioning: MemberProvisioning,
    private readonly identities: IdentityRepository,
  ) {}

  /**
   * The member, found by the provider's lasting name for the person; on the first time by an address that the provider
   * verified, in a domain that the organization has shown to be its own. Roles follow the groups.
   * @throws 403 `federation.no_access`, `address_not_verified`, `domain_foreign`, `linked_to_another`
   */
  async memberOf(provider: IdentityProvider, identity: ExternalIdentity, origin: Origin): Promise<string> {
    const ctx = providerContext(provider, origin);
    const member = await this.database.transaction(ctx, async (tx) => {
      const known = await this.identities.find(tx, provider.id, provider.issuer, identity.subject);
      if (!known) return this.firstTime(tx, ctx, provider, identity);
      const found = await this.directory.find(tx, known.memberId);
      if (found?.state !== 'active') throw noAccess();
      return found;
    });
    await this.followGroups(ctx, provider, identity, member);
    return member.id;
  }

  /** Who it is of those who signed on here before: nobody joins, and no role changes. Null: none of them. */
  async knownMember({ id, organizationId, issuer }: IdentityProvider, subject: string): Promise<string | null> {
    const known = await this.database.read({ organizationId }, (tx) => this.identities.find(tx, id, issuer, subject));
    return known?.memberId ?? null;
  }

  private async firstTime(
    tx: Tx,
    ctx: RequestContext,
    provider: IdentityProvider,
    identity: ExternalIdentity,
  ): Promise<MemberView> {
    const { email } = identity;
    if (!email || !identity.emailVerified) throw addressNotVerified();
    if (!vouchesFor(provider, email)) throw domainForeign();
    const member = await this.admit(tx, ctx, provider, { ...identity, email });
    const { id: providerId, issuer } = provider;
    const link = { providerId, issuer, subject: identity.subject, memberId: member.id };
    // Another person with an address that somebody had before is not that somebody.
    if (!(await this.identities.link(tx, link, this.clock.now()))) throw linkedToAnother();
    await this.audit.write(tx, ctx, identityLinked, {
      object: { type: 'member', id: member.id },
      detail: { providerId },
    });
    return member;
  }

  private async admit(
    tx: Tx,
    ctx: RequestContext,
    { jit, defaultRoles, roleMapping }: IdentityProvider,
    identity: ExternalIdentity & { email: string },
  ): Promise<MemberView> {
    const existing = await this.provisioning.findByEmail(tx, identity.email);
    if (existing) {
      if (existing.kind !== 'person' || existing.state === 'disabled') throw noAccess();
      // Somebody invited this address, and the provider vouches for it: that is what the invitation's link would show.
      return existing.state === 'active' ? existing : this.provisioning.setState(tx, ctx, existing.id, 'active');
    }
    if (!jit) throw noAccess();
    return this.provisioning.provision(tx, ctx, {
      email: identity.email,
      name: identity.name ?? identity.email.slice(0, identity.email.lastIndexOf('@')),
      roles: [...new Set([...defaultRoles, ...mappedRoles([], roleMapping, identity.groups ?? [])])],
      state: 'active',
    });
  }

  /** In a transaction of its own: where the rules of accounts refuse it, the person still signs in, with the roles held. */
  private async followGroups(
    ctx: RequestContext,
    { roleMapping }: IdentityProvider,
    { groups }: ExternalIdentity,
    { id, roles }: MemberView,
  ): Promise<void> {
    if (groups === null || roleMapping.length === 0) return;
    const wanted = mappedRoles(roles, roleMapping, groups);
    if (isSameSet(wanted, roles)) return;
    try {
      await this.database.transaction(ctx, (tx) => this.provisioning.setRoles(tx, ctx, id, wanted));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.logger.warn({ code: error.code, memberId: id }, 'Roles were kept against the groups of a provider.');
      await this.audit.refuse(ctx, rolesKept, { object: { type: 'member', id }, detail: { code: error.code } });
    }
  }
}

/** The provider acts, within what its settings give: the roles in them were granted by whoever wrote them. */
export function providerContext(
  { organizationId, name }: Pick<IdentityProvider, 'organizationId' | 'name'>,
  { requestId, address, userAgent }: Origin,
): RequestContext {
  const ctx = systemContext(organizationId, 'sso');
  return {
    ...ctx,
    requestId,
    actor: { kind: 'system', id: 'sso', name },
    origin: { address, userAgent, sessionId: null },
  };
}
