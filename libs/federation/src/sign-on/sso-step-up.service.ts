import { Injectable } from '@nestjs/common';
import { ExternalSignIn } from '@divan/auth';
import type { RequestContext } from '@divan/platform';
import { notSignedOn, signOnInvalid } from '../federation.errors';
import type { IdentityProvider } from '../providers/identity-provider';
import { SignOnService } from './sign-on.service';

/**
 * A fresh second factor of members whom an identity provider vouches for: they show it anew who they are, and it says
 * when. Only the provider that the session came by counts, and only the session's own member (ASVS 7.5.3).
 */
@Injectable()
export class SsoStepUp {
  constructor(
    private readonly signOn: SignOnService,
    private readonly sessions: ExternalSignIn,
  ) {}

  /** @throws 403 `federation.not_signed_on` */
  async providerOf(ctx: RequestContext): Promise<IdentityProvider> {
    const { providerId } = await this.sessions.session(ctx);
    if (providerId === null) throw notSignedOn();
    return this.signOn.enabled(providerId);
  }

  /** @returns where to send the browser */
  async begin(ctx: RequestContext, provider: IdentityProvider, browser: string): Promise<string> {
    const { id: sessionId, memberId } = await this.sessions.session(ctx);
    return this.signOn.begin(provider, browser, { sessionId, memberId });
  }

  /** Exchanges the page's code for five minutes. @throws 401 `federation.sign_on_invalid` */
  async complete(ctx: RequestContext, code: string, browser: string | null): Promise<void> {
    const { id } = await this.sessions.session(ctx);
    const flow = await this.signOn.takeCode(code, browser, id);
    const { memberId, providerId, authenticatedAt } = flow ?? {};
    const proof = memberId && providerId && authenticatedAt ? { memberId, providerId, authenticatedAt } : null;
    if (!(await this.sessions.stepUp(ctx, proof))) throw signOnInvalid();
  }
}
