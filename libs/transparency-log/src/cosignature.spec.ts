import fc from 'fast-check';
import {
  cosignature,
  cosignatureVerifier,
  formatCheckpoint,
  generateNoteKey,
  leafHash,
  noteSigner,
  openCosignatures,
  openNote,
  rootHash,
  signatureLine,
  signNote,
} from '.';

const ours = generateNoteKey('log.example/rivertown');
const witness = generateNoteKey('witness.example/one', 'cosignature');
const signer = noteSigner(witness.skey, 'cosignature');
const text = formatCheckpoint({
  origin: 'log.example/rivertown',
  size: 1,
  root: rootHash([leafHash(Uint8Array.of(1))]),
});
const signed = signNote(text, noteSigner(ours.skey));
const cosigned = signed + signatureLine(signer, cosignature(text, 1_790_000_000, signer));

describe('cosignatures of witnesses (tlog-cosignature)', () => {
  it('are opened with the key of the witness and say when', () => {
    expect(openNote(cosigned, [ours.vkey, witness.vkey])).toEqual({
      text,
      verified: ['log.example/rivertown', 'witness.example/one'],
    });
    expect(openCosignatures(cosigned, [ours.vkey, witness.vkey])).toEqual([
      { name: 'witness.example/one', timestamp: 1_790_000_000 },
    ]);
    expect(openCosignatures(signed, [witness.vkey])).toEqual([]);
    expect(cosignatureVerifier(witness.vkey)).toMatchObject({ name: 'witness.example/one', kind: 'cosignature' });
  });

  it('have key ids and messages as the specification says', () => {
    // The key id covers the type, so that the same key bytes as a note key are another key.
    const bytes = Buffer.from(witness.vkey.split('+').slice(2).join('+'), 'base64');
    expect(bytes[0]).toBe(4);
    const messages: Uint8Array[] = [];
    cosignature(text, 7, { ...signer, sign: (message) => (messages.push(message), new Uint8Array(64)) });
    expect(Buffer.from(messages[0]!).toString()).toBe(`cosignature/v1\ntime 7\n${text}`);
    expect([...cosignature(text, 258, signer).subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 1, 2]);
  });

  it('are refused when any byte of time or signature is another', () => {
    const honest = cosignature(text, 1_790_000_000, signer);
    fc.assert(
      fc.property(fc.nat(honest.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const forged = Uint8Array.from(honest);
        forged[at]! ^= change;
        expect(() => openNote(signed + signatureLine(signer, forged), [ours.vkey, witness.vkey])).toThrow('wrong');
      }),
    );
    for (const length of [0, 8, 64, 71, 73]) {
      const bytes = new Uint8Array(Math.max(1, length));
      expect(() => openCosignatures(signed + signatureLine(signer, bytes), [witness.vkey])).toThrow();
    }
  });

  it('are over checkpoints only, and by keys of their kind only', () => {
    const other = 'not a checkpoint\n';
    const note = `${other}\n${signatureLine(signer, cosignature(other, 1, signer))}`;
    expect(() => openNote(note, [witness.vkey])).toThrow('wrong');
    expect(() => cosignatureVerifier(ours.vkey)).toThrow('witness');
    expect(() => noteSigner(witness.skey)).toThrow('cosignature');
    expect(() => noteSigner(ours.skey, 'cosignature')).toThrow('note key');
    for (const time of [-1, 0.5, Number.NaN, 2 ** 60]) expect(() => cosignature(text, time, signer)).toThrow('range');
  });
});
