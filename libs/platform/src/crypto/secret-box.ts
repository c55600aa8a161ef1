import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { platformConfig } from '../config/platform.config';

/**
 * Seals small secrets (network tokens, TOTP secrets, signing keys) for storage: AES-256-GCM (NIST SP 800-38D) with
 * one key per purpose, derived by HKDF. The sealed form is `v1.<key id>.<iv>.<tag>.<ciphertext>`, base64url.
 */
@Injectable()
export class SecretBox {
  private readonly keys: { id: string; key: Buffer }[];

  constructor(config: Config) {
    this.keys = config
      .get(platformConfig)
      .ENCRYPTION_KEYS.split(',')
      .map((pair) => {
        const [id = '', key = ''] = pair.split(':');
        return { id, key: Buffer.from(key, 'base64') };
      });
  }

  seal(plain: string | Buffer, purpose: string): string {
    const current = this.keys[0]!;
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', derive(current.key, purpose), iv);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return ['v1', current.id, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.');
  }

  /** @throws when the key is unknown, the purpose differs or a byte was changed */
  open(sealed: string, purpose: string): Buffer {
    const [version, id, iv, tag, body] = sealed.split('.');
    const found = this.keys.find((candidate) => candidate.id === id);
    if (version !== 'v1' || !found || !iv || !tag || body === undefined) {
      throw new Error(`A sealed value (${purpose}) cannot be opened: its key "${id ?? ''}" is not in ENCRYPTION_KEYS.`);
    }
    const tagBytes = Buffer.from(tag, 'base64url');
    if (tagBytes.length !== 16) throw new Error(`A sealed value (${purpose}) is malformed.`);
    const decipher = createDecipheriv('aes-256-gcm', derive(found.key, purpose), Buffer.from(iv, 'base64url'));
    decipher.setAuthTag(tagBytes);
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]);
  }
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `divan/${purpose}`, 32));
}
