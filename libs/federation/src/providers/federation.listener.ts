import { Injectable } from '@nestjs/common';
import { memberChanged, securityPolicyChanged } from '@divan/accounts';
import { Audit } from '@divan/audit';
import { OnEvent, type RequestContext, type Tx } from '@divan/platform';
import type { z } from 'zod';
import { noProviderEnabled } from '../federation.errors';
import { identitiesUnlinked } from '../federation.events';
import { IdentityRepository } from '../sign-on/identity.repository';
import { ProviderRepository } from './provider.repository';

/** What changes elsewhere mean for single sign-on. */
@Injectable()
export class FederationListener {
  constructor(
    private readonly audit: Audit,
    private readonly providers: ProviderRepository,
    private readonly identities: IdentityRepository,
  ) {}

  /** Without a provider nobody but the break-glass administrator could sign in. */
  @OnEvent(securityPolicyChanged)
  async onPolicyChanged(
    tx: Tx,
    _ctx: RequestContext,
    items: z.infer<(typeof securityPolicyChanged)['schema']>[],
  ): Promise<void> {
    if (items.every(({ passwordSignIn }) => passwordSignIn)) return;
    await this.providers.lockOrganization(tx);
    if ((await this.providers.countEnabled(tx)) === 0) throw noProviderEnabled();
  }

  /** Who left may come back as somebody else at the provider: the address is proved anew then. */
  @OnEvent(memberChanged)
  async onMemberChanged(
    tx: Tx,
    ctx: RequestContext,
    items: z.infer<(typeof memberChanged)['schema']>[],
  ): Promise<void> {
    for (const { memberId, state } of items) {
      const providerIds = state === 'disabled' ? await this.identities.removeOfMember(tx, memberId) : [];
      if (providerIds.length > 0)
        await this.audit.write(tx, ctx, identitiesUnlinked, {
          object: { type: 'member', id: memberId },
          detail: { providerIds },
        });
    }
  }
}
