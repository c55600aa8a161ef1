import type { Session } from './session.repository';

export class OwnSessionResponse {
  id!: string;
  /** How it was opened, in the order of what was proved. @example ['password', 'totp'] */
  methods!: string[];
  createdAt!: string;
  lastUsedAt!: string;
  expiresAt!: string;
  /** @example '203.0.113.7' */
  address!: string | null;
  /** @example 'Mozilla/5.0 (X11; Linux x86_64) …' */
  userAgent!: string | null;
  /** Whether this is the session of the request. */
  current!: boolean;
}

export class OwnSessionListResponse {
  items!: OwnSessionResponse[];
}

export function toOwnSessionResponse(session: Session, currentId: string | null): OwnSessionResponse {
  const { id, methods, createdAt, lastUsedAt, expiresAt, address, userAgent } = session;
  return {
    id,
    methods,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    address,
    userAgent,
    current: id === currentId,
  };
}
