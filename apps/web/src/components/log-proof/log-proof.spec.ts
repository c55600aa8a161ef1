import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { canonicalJson, fromBase64, toHex } from './bytes';
import { leafHash, provesInclusion } from './merkle';
import { readHead, verifyNote } from './note';

// jsdom has no WebCrypto of its own.
vi.stubGlobal('crypto', webcrypto);

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

// The reference tree of eight leaves that implementations of RFC 6962 share.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOT = hex('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
const PATH_OF_LEAF_5 = [
  'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
].map(hex);

describe('inclusion', () => {
  it('accepts the reference proof and nothing near it', async () => {
    const leaf = await leafHash(hex(LEAVES[5] ?? ''));
    const claim = { index: 5, size: 8, leaf, proof: PATH_OF_LEAF_5, root: ROOT };
    expect(await provesInclusion(claim)).toBe(true);
    expect(await provesInclusion({ ...claim, index: 4 })).toBe(false);
    expect(await provesInclusion({ ...claim, size: 5 })).toBe(false);
    expect(await provesInclusion({ ...claim, proof: PATH_OF_LEAF_5.slice(0, 2) })).toBe(false);
    expect(await provesInclusion({ ...claim, proof: [...PATH_OF_LEAF_5, ROOT] })).toBe(false);
    expect(await provesInclusion({ ...claim, leaf: await leafHash(hex('00')) })).toBe(false);
  });

  it('hashes the empty entry as RFC 6962 does', async () => {
    expect(toHex(await leafHash(hex('')))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });
});

describe('signed note', () => {
  const name = 'divan.example/organization';
  const pair = generateKeyPairSync('ed25519');
  const key = Buffer.concat([Buffer.of(1), pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const id = createHash('sha256').update(`${name}\n`).update(key).digest().subarray(0, 4);
  const vkey = `${name}+${id.toString('hex')}+${key.toString('base64')}`;
  const text = `${name}\n8\n${Buffer.from(ROOT).toString('base64')}\n`;
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), pair.privateKey)]).toString('base64');
  const note = `${text}\n\u2014 ${name} ${signature}\n`;

  it('holds for the key that signed it and for no other text', async () => {
    expect(await verifyNote(note, vkey)).toBe('valid');
    expect(await verifyNote(note.replace('\n8\n', '\n9\n'), vkey)).toBe('invalid');
    expect(await verifyNote(note.replace(`\u2014 ${name}`, '\u2014 somebody'), vkey)).toBe('invalid');
    await expect(verifyNote(note, vkey.replace(id.toString('hex'), '00000000'))).rejects.toThrow('does not match');
  });

  it('is read as a head', () => {
    expect(readHead(note)).toMatchObject({ origin: name, size: 8 });
    expect(() => readHead(note.replace('\n8\n', '\n08\n'))).toThrow();
    expect(() => fromBase64('not base64!')).toThrow();
  });
});

it('writes canonical JSON with sorted keys', () => {
  expect(canonicalJson({ b: [1, 'é'], a: { d: null, c: 1e21 } })).toBe('{"a":{"c":1e+21,"d":null},"b":[1,"é"]}');
});
