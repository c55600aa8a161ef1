import {
  buildTiles,
  canonicalJson,
  commit,
  formatCheckpoint,
  formatProof,
  generateNoteKey,
  inclusionProof,
  leafHash,
  noteSigner,
  rootHash,
  signNote,
  toBase64,
  utf8Bytes,
} from '@divan/transparency-log';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { verifyEntry, type EntryToVerify } from './verify-entry';

const key = generateNoteKey('divan.example/organization');
const salt = Uint8Array.of(1, 2, 3, 4);
const detail = { status: 'resolved' };
const entries = Array.from({ length: 9 }, (_, n) =>
  utf8Bytes(
    canonicalJson({ id: `e${n}`, outcome: 'success', commitments: { detail: commit(salt, canonicalJson(detail)) } }),
  ),
);
const hashes = entries.map(leafHash);
const text = formatCheckpoint({ origin: 'divan.example/organization', size: 9, root: rootHash(hashes) });
const note = signNote(text, noteSigner(key.skey));
const proofOf = (index: number, checkpoint = note): string =>
  formatProof({ index, proof: inclusionProof(index, 9, buildTiles(hashes)), checkpoint });
const item: EntryToVerify = {
  leafIndex: 5,
  entry: toBase64(entries[5] ?? salt),
  salt: toBase64(salt),
  commitments: () => Promise.resolve({ detail: { json: detail } }),
  stated: { id: 'e5', outcome: 'success' },
};
const log = { vkey: key.vkey, origin: 'divan.example/organization', size: 9, signedAt: '2026-11-22T09:00:00.000Z' };

let proof: string;
beforeEach(() => {
  proof = proofOf(5);
  vi.spyOn(api, 'blob').mockImplementation(() => Promise.resolve({ text: () => Promise.resolve(proof) } as Blob));
  vi.spyOn(api, 'get').mockImplementation(() => Promise.resolve(log as never));
});

async function judged(more: Partial<EntryToVerify> = {}): Promise<string[]> {
  const { verdict, steps } = await verifyEntry({ ...item, ...more });
  return [verdict, ...steps.filter(({ state }) => state !== 'ok').map(({ name, state }) => `${name} ${state}`)];
}

describe('an entry on the screen', () => {
  it('is proven with the library that the outsider has', async () => {
    const verdict = await verifyEntry(item);
    expect(verdict).toMatchObject({ verdict: 'proven', index: 5, signedAt: log.signedAt, proofText: proof });
    expect(verdict.head?.size).toBe(9);
    expect(await judged({ leafHash: toBase64(hashes[5] ?? salt) })).toEqual(['proven']);
  });

  it('is not proven when anything about it is another', async () => {
    expect(await judged({ stated: { id: 'e6' } })).toEqual(['failed', 'content failed']);
    expect(await judged({ commitments: () => Promise.resolve({ detail: { json: {} } }) })).toEqual([
      'failed',
      'content failed',
    ]);
    expect(await judged({ commitments: () => Promise.resolve({ detail: { json: '\ud800' } }) })).toEqual([
      'failed',
      'content failed',
    ]);
    expect(await judged({ leafHash: toBase64(hashes[4] ?? salt) })).toEqual(['failed', 'leaf failed']);
    expect(await judged({ leafIndex: 4 })).toEqual(['failed', 'inclusion failed']);
    proof = proofOf(5, note.replace('\n9\n', '\n8\n'));
    expect(await judged()).toEqual(['failed', 'inclusion failed', 'signature failed']);
    proof = proofOf(5, signNote(text, noteSigner(generateNoteKey('divan.example/organization').skey)));
    expect(await judged()).toEqual(['failed', 'signature failed']);
  });

  it('says what could not be checked, and why', async () => {
    expect(await judged({ salt: null })).toEqual(['proven', 'content unchecked']);
    vi.spyOn(api, 'get').mockImplementation(() => Promise.resolve({ ...log, vkey: null } as never));
    expect(await judged()).toEqual(['unsigned', 'signature unchecked']);
    vi.spyOn(api, 'blob').mockRejectedValue(new ProblemError({ status: 404, code: 'ledger.leaf_not_covered' }));
    expect(await judged()).toEqual(['impossible', 'inclusion unchecked']);
  });
});
