import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, Clock, Database, type RequestContext } from '@divan/platform';
import { providerTested } from '../federation.events';
import { OidcClient } from '../oidc/oidc-client';
import type { IdentityProvider, OidcProvider, SamlProvider } from './identity-provider';
import { ProvidersService } from './providers.service';

export interface TestResult {
  ok: boolean;
  detail: string;
  findings: string[];
}

const SOON_MS = 30 * 24 * 60 * 60_000;

/** What can be said of a provider without anybody signing in. */
@Injectable()
export class ProviderTests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly providers: ProvidersService,
    private readonly oidc: OidcClient,
  ) {}

  async test(ctx: RequestContext, id: string): Promise<TestResult> {
    const provider = await this.providers.get(ctx, id);
    const result = await this.examine(provider);
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, providerTested, {
        object: { type: 'identity-provider', id },
        outcome: result.ok ? 'success' : 'failure',
        detail: { ok: result.ok },
      }),
    );
    return result;
  }

  private async examine(provider: IdentityProvider): Promise<TestResult> {
    if (provider.kind === 'saml') return this.examineCertificates(provider);
    try {
      return await this.examineDiscovery(provider);
    } catch (error) {
      if (error instanceof AppError) return { ok: false, detail: error.detail, findings: [] };
      throw error;
    }
  }

  /** OpenID Connect Discovery 1.0 §3, RFC 9207 §3. */
  private async examineDiscovery(provider: OidcProvider): Promise<TestResult> {
    const metadata = await this.oidc.metadata(provider);
    const { authentication, requiredAcr } = provider.settings;
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const contexts = metadata.acr_values_supported;
    const missing = (requiredAcr?.split(' ') ?? []).filter((acr) => contexts && !contexts.includes(acr));
    const authenticates = methods.some((method) =>
      authentication === 'private_key_jwt' ? method === 'private_key_jwt' : method.startsWith('client_secret_'),
    );
    const findings = [
      ...(authenticates ? [] : [`It does not offer ${authentication}, only ${methods.join(', ')}.`]),
      ...missing.map((acr) => `It does not name the authentication context ${acr}.`),
      ...(metadata.code_challenge_methods_supported?.includes('S256')
        ? []
        : ['It does not say that it supports PKCE with S256.']),
      ...(metadata.claims_supported?.includes('auth_time') === false
        ? ['It does not tell when people signed in (auth_time): nobody can confirm by it what wants a fresh factor.']
        : []),
    ];
    const detail = `${metadata.issuer} answers; people sign in at ${metadata.authorization_endpoint ?? 'no address'}.`;
    return { ok: authenticates && metadata.authorization_endpoint !== undefined, detail, findings };
  }

  private examineCertificates({ settings }: SamlProvider): TestResult {
    const now = this.clock.now().getTime();
    const ends = settings.certificates.map((pem) => Date.parse(new X509Certificate(pem).validTo));
    const findings = ends
      .filter((end) => end < now + SOON_MS)
      .map(
        (end) => `A certificate ${end < now ? 'expired' : 'expires'} on ${new Date(end).toISOString().slice(0, 10)}.`,
      );
    return { ok: ends.some((end) => end > now), detail: `People sign in at ${settings.ssoUrl}.`, findings };
  }
}
