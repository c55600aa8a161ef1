import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '@divan/platform';
import { z } from 'zod';
import { challengeInvalid } from './auth.errors';
import { TokenKeys } from './token-keys';

const ISSUER = 'divan';
const ALGORITHM = 'HS256';
const CHALLENGE_SECONDS = 10 * 60;
const CHALLENGE_TYPE = 'divan-challenge+jwt';
const CHALLENGE_AUDIENCE = 'divan:sign-in';

/** RFC 9068 gives access tokens this type, so that no other token passes for one. */
export const ACCESS = {
  type: 'at+jwt',
  audience: 'divan:api',
  issuer: ISSUER,
  algorithm: ALGORITHM,
  seconds: 10 * 60,
} as const;

export type ChallengePurpose = 'totp' | 'totp-enrolment';

/** What the first factor proved: this account, about to act as this member. */
export interface Challenge {
  purpose: ChallengePurpose;
  accountId: string;
  memberId: string;
  organizationId: string;
}

export const accessClaims = z.object({ sub: z.uuid(), sid: z.uuid(), org: z.uuid(), purpose: z.literal('access') });
const challengeClaims = z.object({
  sub: z.uuid(),
  mid: z.uuid(),
  org: z.uuid(),
  purpose: z.enum(['totp', 'totp-enrolment']),
});

/** Makes and reads the signed tokens. Each kind has its own key, type, audience and purpose (CVE-2026-115933). */
@Injectable()
export class TokenService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: TokenKeys,
    private readonly clock: Clock,
  ) {}

  accessToken(session: { id: string; memberId: string; organizationId: string; expiresAt: Date }): {
    accessToken: string;
    expiresAt: Date;
  } {
    const now = this.seconds();
    const expires = Math.min(now + ACCESS.seconds, Math.floor(session.expiresAt.getTime() / 1000));
    const claims = {
      sub: session.memberId,
      sid: session.id,
      org: session.organizationId,
      purpose: 'access',
      iat: now,
      exp: expires,
    };
    return {
      accessToken: this.sign(claims, 'access-token', ACCESS.type, ACCESS.audience),
      expiresAt: new Date(expires * 1000),
    };
  }

  challenge({ purpose, accountId, memberId, organizationId }: Challenge): string {
    const now = this.seconds();
    const claims = {
      sub: accountId,
      mid: memberId,
      org: organizationId,
      purpose,
      iat: now,
      exp: now + CHALLENGE_SECONDS,
    };
    return this.sign(claims, 'challenge', CHALLENGE_TYPE, CHALLENGE_AUDIENCE);
  }

  /** @throws 401 `auth.challenge_invalid` for anything but an unexpired challenge of this purpose */
  readChallenge(token: string, purpose: ChallengePurpose): Challenge {
    try {
      const { header, payload } = this.jwt.verify<{ header: { typ?: string }; payload: unknown }>(token, {
        secret: this.keys.of('challenge'),
        algorithms: [ALGORITHM],
        audience: CHALLENGE_AUDIENCE,
        issuer: ISSUER,
        clockTimestamp: this.seconds(),
        complete: true,
      });
      const claims = challengeClaims.parse(payload);
      if (header.typ !== CHALLENGE_TYPE || claims.purpose !== purpose) throw challengeInvalid();
      return { purpose, accountId: claims.sub, memberId: claims.mid, organizationId: claims.org };
    } catch {
      throw challengeInvalid();
    }
  }

  private sign(claims: object, key: 'access-token' | 'challenge', typ: string, audience: string): string {
    const header = { alg: ALGORITHM, typ };
    return this.jwt.sign(claims, { secret: this.keys.of(key), algorithm: ALGORITHM, audience, issuer: ISSUER, header });
  }

  private seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
