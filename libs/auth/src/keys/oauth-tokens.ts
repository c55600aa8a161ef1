import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, newId } from '@divan/platform';
import { z } from 'zod';
import { TokenKeys } from '../token-keys';
import { endOf, type KeyAccess } from './key-registry';

const ALGORITHM = 'HS256';
// RFC 9068. A session's token has this type as well; they differ in key, audience and purpose.
const TYPE = 'at+jwt';
const KEY_ID = 'oauth';
const ISSUER = 'divan';
const AUDIENCE = 'divan:api:integrations';
const SECONDS = 10 * 60;

const claimsSchema = z.object({
  sub: z.uuid(),
  client_id: z.uuid(),
  sec: z.uuid(),
  jti: z.uuid(),
  purpose: z.literal('client-credentials'),
  scope: z.string(),
  exp: z.number().int(),
});

export interface IssuedToken {
  id: string;
  token: string;
  expiresAt: Date;
  seconds: number;
}

/** What a token says: for which of a key's secrets it was issued, and what it may do at most. */
export interface TokenClaims {
  keyId: string;
  secretId: string;
  scopes: ReadonlySet<string>;
  expiresAt: Date;
}

/** The access tokens of the client credentials grant: short-lived, for one key and some of its scopes. */
@Injectable()
export class OauthTokens {
  /** The first part of every token issued here: exactly this algorithm and type, and no token of a session. */
  private readonly header: string;
  private readonly secret: Buffer;

  constructor(
    private readonly jwt: JwtService,
    keys: TokenKeys,
    private readonly clock: Clock,
  ) {
    // As a key object: from bytes, jsonwebtoken first tries to read a public key, on every request. The types lag behind.
    this.secret = createSecretKey(keys.of('oauth-token')) as unknown as Buffer;
    this.header = `${this.sign({ iat: 0, exp: 1 }).split('.')[0]}.`;
  }

  /** @returns a token that ends with its key, at the latest */
  issue(key: KeyAccess, scopes: readonly string[]): IssuedToken {
    const now = Math.floor(this.clock.now().getTime() / 1000);
    const exp = Math.floor(Math.min(now + SECONDS, endOf(key).getTime() / 1000));
    const id = newId();
    const { keyId, secretId } = key;
    const token = this.sign({
      sub: keyId,
      client_id: keyId,
      sec: secretId,
      jti: id,
      purpose: 'client-credentials',
      scope: scopes.join(' '),
      iat: now,
      exp,
    });
    return { id, token, expiresAt: new Date(exp * 1000), seconds: exp - now };
  }

  /** Whether it claims to be one of these; `read` says whether it is. */
  takes(token: string): boolean {
    return token.startsWith(this.header);
  }

  /** @returns null for anything but an unexpired token that was issued here */
  read(token: string): TokenClaims | null {
    try {
      const payload: unknown = this.jwt.verify(token, {
        secret: this.secret,
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        issuer: ISSUER,
        clockTimestamp: Math.floor(this.clock.now().getTime() / 1000),
      });
      const claims = claimsSchema.parse(payload);
      if (claims.sub !== claims.client_id) return null;
      const expiresAt = new Date(claims.exp * 1000);
      return { keyId: claims.sub, secretId: claims.sec, scopes: new Set(claims.scope.split(' ')), expiresAt };
    } catch {
      return null;
    }
  }

  private sign(claims: object): string {
    return this.jwt.sign(claims, {
      secret: this.secret,
      algorithm: ALGORITHM,
      audience: AUDIENCE,
      issuer: ISSUER,
      header: { alg: ALGORITHM, typ: TYPE, kid: KEY_ID },
    });
  }
}
