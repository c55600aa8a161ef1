import { randomBytes } from 'node:crypto';
import { testEnvironment } from '../../../../test/support/environment';
import { Config } from '../config/config';
import { SecretBox } from './secret-box';

const box = (...keys: string[]) =>
  new SecretBox(new Config({ ...testEnvironment('postgres://x'), ENCRYPTION_KEYS: keys.join(',') }));
const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

describe('SecretBox', () => {
  const old = key('2025');

  it('opens what it sealed, also after a new key came first', () => {
    const sealed = box(old).seal('app-password', 'channel');
    expect(sealed).not.toContain('app-password');
    expect(box(key('2026'), old).open(sealed, 'channel').toString()).toBe('app-password');
  });

  it('refuses another purpose, another key and any changed byte', () => {
    const sealed = box(old).seal('app-password', 'channel');
    expect(() => box(old).open(sealed, 'totp')).toThrow();
    expect(() => box(key('2026')).open(sealed, 'channel')).toThrow('ENCRYPTION_KEYS');
    for (const part of [2, 3, 4]) {
      const parts = sealed.split('.');
      const bytes = Buffer.from(parts[part]!, 'base64url');
      bytes[0]! ^= 1;
      parts[part] = bytes.toString('base64url');
      expect(() => box(old).open(parts.join('.'), 'channel')).toThrow();
    }
    expect(() => box(old).open(sealed.replace(/\.[^.]+\.([^.]+)$/, '.AAAA.$1'), 'channel')).toThrow('malformed');
  });
});
