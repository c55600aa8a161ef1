import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, Database } from '@divan/platform';
import type { Origin } from '../member-context';
import { KeyGate } from './key-gate';
import { tokenIssuedAudit } from './keys.events';
import { OauthError } from './oauth-error';
import { OauthTokens, type IssuedToken } from './oauth-tokens';

export interface TokenRequest {
  grantType: string;
  clientId: string;
  clientSecret: string;
  /** Space-separated; everything that the key may do where it is left out. */
  scope: string | undefined;
}

const ROUTE = 'POST /v1/oauth/token';

/** The client credentials grant (RFC 6749 §4.4): a key for a token that ends within minutes and may do less. */
@Injectable()
export class OauthService {
  constructor(
    private readonly gate: KeyGate,
    private readonly tokens: OauthTokens,
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** @throws OauthError as RFC 6749 §5.2 wants it */
  async issue(request: TokenRequest, origin: Origin): Promise<IssuedToken & { scope: string }> {
    if (request.grantType !== 'client_credentials')
      throw new OauthError('unsupported_grant_type', 'Only client_credentials is offered here.');
    const { access, ctx } = await this.client(request, origin);
    const scopes = requestedScopes(request.scope) ?? [...access.permissions].sort();
    const beyond = scopes.find((scope) => !access.permissions.has(scope));
    if (beyond !== undefined || scopes.length === 0)
      throw new OauthError('invalid_scope', 'The key may not do all of what the scope names.');
    const issued = this.tokens.issue(access, scopes);
    await this.database.transaction(ctx, (tx) =>
      this.audit.write(tx, ctx, tokenIssuedAudit, {
        object: { type: 'api-key', id: access.keyId },
        detail: { tokenId: issued.id, scopes, expiresAt: issued.expiresAt.toISOString() },
      }),
    );
    return { ...issued, scope: scopes.join(' ') };
  }

  /** One answer for a client that is not there, a wrong secret and a key that may not be used any more. */
  private async client(
    { clientId, clientSecret }: TokenRequest,
    origin: Origin,
  ): Promise<NonNullable<Awaited<ReturnType<KeyGate['admit']>>>> {
    const admitted = await this.gate.admit(clientSecret, origin, ROUTE).catch((error: unknown) => {
      if (error instanceof AppError) return null;
      throw error;
    });
    if (admitted?.access.keyId !== clientId.toLowerCase())
      throw new OauthError(
        'invalid_client',
        'The client is unknown, its secret is not right, or it may not come from here.',
      );
    return admitted;
  }
}

/** @returns undefined where none was asked for */
function requestedScopes(scope: string | undefined): string[] | undefined {
  return scope === undefined ? undefined : [...new Set(scope.split(' ').filter(Boolean))];
}
