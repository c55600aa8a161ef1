import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '@divan/platform';
import { authConfig } from './auth.config';

export type KeyPurpose =
  | 'api-key'
  | 'api-key-seal'
  | 'oauth-token'
  | 'access-token'
  | 'challenge'
  | 'challenge-password'
  | 'passkey-ceremony'
  | 'refresh-rotation'
  | 'recovery-code'
  | 'throttle'
  | 'client';

/** One key per purpose, derived from AUTH_SECRET (HKDF, RFC 5869): what is made for one purpose is worthless for another. */
@Injectable()
export class TokenKeys {
  private readonly keys = new Map<KeyPurpose, Buffer>();

  constructor(private readonly config: Config) {}

  of(purpose: KeyPurpose): Buffer {
    const known = this.keys.get(purpose);
    if (known) return known;
    const secret = this.config.get(authConfig).AUTH_SECRET;
    const key = Buffer.from(hkdfSync('sha256', secret, 'divan/auth', purpose, 32));
    this.keys.set(purpose, key);
    return key;
  }

  /** HMAC-SHA-256 under the purpose's key. */
  mac(purpose: KeyPurpose, value: string): Buffer {
    return createHmac('sha256', this.of(purpose)).update(value).digest();
  }
}
