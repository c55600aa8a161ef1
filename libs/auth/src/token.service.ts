import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock, newId } from '@divan/platform';
import { z } from 'zod';
import { challengeInvalid } from './auth.errors';
import { METHODS, type Method } from './auth.events';
import { TokenKeys, type KeyPurpose } from './token-keys';

const ISSUER = 'divan';
const ALGORITHM = 'HS256';

/** RFC 9068 gives access tokens this type, so that no other token passes for one. */
export const ACCESS = {
  type: 'at+jwt',
  audience: 'divan:api',
  issuer: ISSUER,
  algorithm: ALGORITHM,
  seconds: 10 * 60,
} as const;

const CHALLENGE = {
  key: 'challenge',
  type: 'divan-challenge+jwt',
  audience: 'divan:sign-in',
  seconds: 10 * 60,
} as const;

export const CEREMONY = {
  key: 'passkey-ceremony',
  type: 'divan-ceremony+jwt',
  audience: 'divan:passkeys',
  seconds: 5 * 60,
} as const;

/** A kind of signed token: its own key, type and audience (CVE-2026-115933). */
export interface TokenKind {
  key: KeyPurpose;
  type: string;
  audience: string;
  seconds: number;
}

const PURPOSES = ['totp', 'totp-enrolment', 'passkey', 'passkey-enrolment'] as const;
export type ChallengePurpose = (typeof PURPOSES)[number];

/** What was proved so far: this account, about to act as this member. */
export interface Challenge {
  /** What comes next. */
  purpose: ChallengePurpose;
  accountId: string;
  memberId: string;
  organizationId: string;
  methods: readonly Method[];
  /** What the account's password was: with another one this is worth nothing. */
  passwordHash: string | null;
  /** The invitation that the finished sign-in accepts, and the name to join under. */
  joining?: { invitationId: string; name: string } | undefined;
}

export type ReadChallenge = Omit<Challenge, 'passwordHash'> & { id: string; expiresAt: Date; passwordMark: string };

export const accessClaims = z.object({ sub: z.uuid(), sid: z.uuid(), org: z.uuid(), purpose: z.literal('access') });
const challengeClaims = z.object({
  jti: z.uuid(),
  sub: z.uuid(),
  mid: z.uuid(),
  org: z.uuid(),
  purpose: z.enum(PURPOSES),
  amr: z.array(z.enum(METHODS)),
  pwd: z.string(),
  joining: z.object({ invitationId: z.uuid(), name: z.string() }).optional(),
  exp: z.number(),
});

/** Makes and reads the signed tokens. Each kind has its own key, type, audience and purpose (CVE-2026-115933). */
@Injectable()
export class TokenService {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: TokenKeys,
    private readonly clock: Clock,
  ) {}

  /** @param seconds how long it is good for at most */
  accessToken(
    session: { id: string; memberId: string; organizationId: string; expiresAt: Date },
    seconds: number,
  ): { accessToken: string; expiresAt: Date } {
    const lifetime = Math.min(ACCESS.seconds, seconds, Math.floor(session.expiresAt.getTime() / 1000) - this.seconds());
    const { memberId, id, organizationId } = session;
    const claims = { sub: memberId, sid: id, org: organizationId, purpose: 'access' };
    const kind = { key: 'access-token', type: ACCESS.type, audience: ACCESS.audience, seconds: lifetime } as const;
    return { accessToken: this.make(kind, claims), expiresAt: new Date((this.seconds() + lifetime) * 1000) };
  }

  challenge({ purpose, accountId, memberId, organizationId, methods, passwordHash, joining }: Challenge): string {
    const proved = { sub: accountId, amr: methods, pwd: this.passwordMark(passwordHash) };
    return this.make(CHALLENGE, { jti: newId(), mid: memberId, org: organizationId, purpose, joining, ...proved });
  }

  /** What tells one password of an account from the next, and nothing else. */
  passwordMark(passwordHash: string | null): string {
    return this.keys.mac('challenge-password', passwordHash ?? '').toString('base64url');
  }

  /** @throws 401 `auth.challenge_invalid` for anything but an unexpired challenge of one of these purposes */
  readChallenge(token: string, purposes: readonly ChallengePurpose[]): ReadChallenge {
    const claims = challengeClaims.safeParse(this.read(CHALLENGE, token));
    if (!claims.success || !purposes.includes(claims.data.purpose)) throw challengeInvalid();
    const { jti: id, purpose, sub: accountId, mid: memberId, org: organizationId, amr: methods, joining } = claims.data;
    const { pwd: passwordMark, exp } = claims.data;
    const expiresAt = new Date(exp * 1000);
    return { id, purpose, accountId, memberId, organizationId, methods, passwordMark, joining, expiresAt };
  }

  make({ key, type, audience, seconds }: TokenKind, claims: object): string {
    const iat = this.seconds();
    return this.jwt.sign(
      { ...claims, iat, exp: iat + seconds },
      {
        secret: this.keys.of(key),
        algorithm: ALGORITHM,
        audience,
        issuer: ISSUER,
        header: { alg: ALGORITHM, typ: type },
      },
    );
  }

  /** @returns the claims; null for anything but an unexpired token of this kind */
  read({ key, type, audience }: TokenKind, token: string): unknown {
    try {
      const { header, payload } = this.jwt.verify<{ header: { typ?: string }; payload: unknown }>(token, {
        secret: this.keys.of(key),
        algorithms: [ALGORITHM],
        audience,
        issuer: ISSUER,
        clockTimestamp: this.seconds(),
        complete: true,
      });
      return header.typ === type ? payload : null;
    } catch {
      return null;
    }
  }

  private seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}
