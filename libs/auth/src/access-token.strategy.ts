import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Passport } from 'passport';
import { Strategy } from 'passport-jwt';
import { SessionRegistry, type SessionAccess } from './sessions/session-registry';
import { TokenKeys } from './token-keys';
import { ACCESS, accessClaims } from './token.service';

/**
 * The token of `Authorization: Bearer` (RFC 6750 §2.1), the only place where one is looked for. Passport's own reader
 * takes `Bearer a b` for `Bearer a`.
 */
export function bearerOf({ headers }: { headers: { authorization?: string | undefined } }): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

/** Reads the access token of `Authorization: Bearer`: its signature, algorithm, type, audience, purpose, time and session. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  // `declare`: the parent's constructor already asks for it, and a field initializer would undo that.
  declare private own: InstanceType<typeof Passport> | undefined;

  constructor(
    keys: TokenKeys,
    private readonly registry: SessionRegistry,
  ) {
    super({
      jwtFromRequest: bearerOf,
      // As a key object: from bytes, jsonwebtoken first tries to read a public key, on every request. The types lag behind.
      secretOrKey: createSecretKey(keys.of('access-token')) as unknown as Buffer,
      algorithms: [ACCESS.algorithm],
      audience: ACCESS.audience,
      issuer: ACCESS.issuer,
      jsonWebTokenOptions: { complete: true },
    });
  }

  /** Not passport's process-wide instance: two applications in one process must not share their strategies. */
  getPassportInstance(): InstanceType<typeof Passport> {
    return (this.own ??= new Passport());
  }

  /** @returns null for a token that is genuine but not an access token, or whose session has ended */
  async validate(token: unknown): Promise<SessionAccess | null> {
    const { header, payload } = token as { header: { typ?: string }; payload: unknown };
    const claims = accessClaims.safeParse(payload);
    if (header.typ !== ACCESS.type || !claims.success) return null;
    const access = await this.registry.access(claims.data.sid, claims.data.org);
    return access?.memberId === claims.data.sub ? access : null;
  }

  /** The session behind a request; null when it carries no valid token. */
  authenticateRequest(request: object, response: object): Promise<SessionAccess | null> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, access?: SessionAccess | false | null): void =>
        error ? reject(error as Error) : resolve(access || null);
      const middleware = this.getPassportInstance().authenticate('access-token', { session: false }, done) as (
        request: object,
        response: object,
        next: (error?: unknown) => void,
      ) => void;
      middleware(request, response, (error) => done(error));
    });
  }
}
