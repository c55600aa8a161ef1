import fc from 'fast-check';
import * as server from './hashing';
import * as browser from './hashing.browser';

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.uint8Array({ maxLength: 300 });

describe('the two cryptographic libraries', () => {
  it('offer the same', () => {
    expect(Object.keys(browser).sort()).toEqual(Object.keys(server).sort());
  });

  it('hash the same', () => {
    fc.assert(
      fc.property(message, (data) => {
        expect(browser.sha256(data)).toEqual(server.sha256(data));
        expect(browser.sha256Hex(data)).toBe(server.sha256Hex(data));
      }),
    );
    expect(server.sha256Hex(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('sign the same, and verify what the other signed and nothing near it', () => {
    fc.assert(
      fc.property(seed, message, fc.nat(63), fc.integer({ min: 1, max: 255 }), (secret, data, at, change) => {
        const publicKey = server.ed25519PublicKey(secret);
        const signature = server.ed25519Sign(secret, data);
        expect(browser.ed25519PublicKey(secret)).toEqual(publicKey);
        expect(browser.ed25519Sign(secret, data)).toEqual(signature);
        const forged = Uint8Array.from(signature);
        forged[at]! ^= change;
        for (const { ed25519Verify } of [server, browser]) {
          expect(ed25519Verify(publicKey, data, signature)).toBe(true);
          expect(ed25519Verify(publicKey, data, forged)).toBe(false);
          expect(ed25519Verify(publicKey, data, signature.slice(1))).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('make keys that the other knows', () => {
    for (const [one, other] of [
      [server, browser],
      [browser, server],
    ] as const) {
      const pair = one.ed25519Generate();
      expect(other.ed25519PublicKey(pair.seed)).toEqual(pair.publicKey);
      expect([pair.seed.length, pair.publicKey.length]).toEqual([32, 32]);
    }
  });

  it('know the test vector of RFC 8032', () => {
    const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
    const secret = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
    const signature =
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
    for (const { ed25519Sign } of [server, browser])
      expect(Buffer.from(ed25519Sign(secret, hex('72'))).toString('hex')).toBe(signature);
  });
});
