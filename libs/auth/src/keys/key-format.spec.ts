import { createHmac } from 'node:crypto';
import { newKey, prefixOf } from './key-format';

const seal = (value: string): Buffer => createHmac('sha256', 'a').update(value).digest();

describe('a key', () => {
  it('is a mark, a prefix and a secret of 256 random bits and a seal', () => {
    const { key, prefix } = newKey(seal);
    expect(key).toMatch(/^dk_[0-9a-z]{10}_[0-9A-Za-z]{43}[0-9a-f]{16}$/);
    expect(key.startsWith(`dk_${prefix}_`)).toBe(true);
    expect(prefixOf(key, seal)).toBe(prefix);
    expect(new Set(Array.from({ length: 200 }, () => newKey(seal).key)).size).toBe(200);
  });

  it('that was not made here is not even looked up', () => {
    const { key } = newKey(seal);
    const flipped = [...key].map((letter, at) => key.slice(0, at) + (letter === '0' ? '1' : '0') + key.slice(at + 1));
    for (const other of [
      ...flipped.filter((each) => each !== key),
      '',
      'dk_',
      `${key}0`,
      ` ${key}`,
      `${key}\n`,
      key.toUpperCase(),
    ])
      expect([other, prefixOf(other, seal)]).toEqual([other, null]);
    expect(prefixOf(key, (value) => createHmac('sha256', 'b').update(value).digest())).toBeNull();
  });
});
