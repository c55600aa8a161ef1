import fc from 'fast-check';
import {
  buildTiles,
  formatCheckpoint,
  formatProof,
  generateNoteKey,
  inclusionProof,
  leafHash,
  noteSigner,
  noteVerifier,
  openNote,
  parseCheckpoint,
  parseProof,
  rootHash,
  signNote,
  verifyProof,
} from '.';

const ours = generateNoteKey('log.example/rivertown');
const theirs = generateNoteKey('witness.example');
const leaves = Array.from({ length: 5 }, (_, i) => leafHash(Uint8Array.of(i)));
const root = rootHash(leaves);
const text = formatCheckpoint({ origin: 'log.example/rivertown', size: 5, root });
const note = signNote(text, noteSigner(ours.skey));

describe('signed notes', () => {
  it("opens the example of Go's sumdb/note package", () => {
    // Values published with golang.org/x/mod/sumdb/note.
    const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const published =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
      '\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
    expect(openNote(published, [vkey]).verified).toEqual(['PeterNeumann']);
    expect(() => openNote(published.replace('think', 'thing'), [vkey])).toThrow('wrong');
  });

  it('opens what it signs and names who signed', () => {
    expect(openNote(note, [theirs.vkey, ours.vkey])).toEqual({ text, verified: ['log.example/rivertown'] });
    const both = note + signNote(text, noteSigner(theirs.skey)).slice(text.length + 1);
    expect(openNote(both, [ours.vkey, theirs.vkey]).verified).toEqual(['log.example/rivertown', 'witness.example']);
  });

  it('refuses a note no given key signed, and a wrong signature of a given key even beside a right one', () => {
    expect(() => openNote(note, [theirs.vkey])).toThrow('not signed by a known key');
    expect(() => openNote(note, [])).toThrow();
    const wrong = signNote(`${text}extension\n`, noteSigner(theirs.skey)).split('\n').at(-2)!;
    expect(() => openNote(`${note}${wrong}\n`, [ours.vkey, theirs.vkey])).toThrow(
      'signature of witness.example is wrong',
    );
    expect(openNote(`${note}${wrong}\n`, [ours.vkey]).verified).toEqual(['log.example/rivertown']);
  });

  it('refuses malformed notes, keys and names', () => {
    for (const bad of [
      '',
      'text\n',
      note.slice(0, -1),
      note.replace('\n\n', '\n'),
      note.replace('\u2014', '-'),
      `${note}\n`,
      note.replace('5', '\t'),
      `${note}garbage\n`,
    ]) {
      expect(() => openNote(bad, [ours.vkey])).toThrow();
    }
    expect(() => openNote(Uint8Array.of(0xff, 0x0a), [ours.vkey])).toThrow();
    for (const bad of ['', 'a+b', ours.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), ours.skey, `${ours.vkey}AA`]) {
      expect(() => noteVerifier(bad)).toThrow();
    }
    expect(() => noteSigner(ours.vkey)).toThrow();
    for (const name of ['', 'two words', 'a+b', 'a\u2003b', 'a\nb']) expect(() => generateNoteKey(name)).toThrow();
    expect(() => signNote('no newline', noteSigner(ours.skey))).toThrow();
  });

  it('never opens a note with one changed character', () => {
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, char) => {
        fc.pre(note[at] !== char);
        const changed = note.slice(0, at) + char + note.slice(at + 1);
        expect(() => openNote(changed, [ours.vkey])).toThrow();
      }),
    );
  });
});

describe('checkpoints and proof files', () => {
  it('reads what it writes', () => {
    expect(parseCheckpoint(text)).toEqual({ origin: 'log.example/rivertown', size: 5, root });
    expect(parseCheckpoint(`${text}extension\n`).size).toBe(5);
  });

  it('refuses malformed checkpoints', () => {
    const [origin, , hash] = text.split('\n');
    for (const bad of [
      '',
      'a\n1\n',
      `${origin}\n05\n${hash}\n`,
      `${origin}\n-5\n${hash}\n`,
      `${origin}\n5.0\n${hash}\n`,
      `${origin}\n9007199254740992\n${hash}\n`,
      `\n5\n${hash}\n`,
      `${origin}\n5\nAAAA\n`,
      text.slice(0, -1),
      `${text}\n`,
      note,
    ]) {
      expect(() => parseCheckpoint(bad)).toThrow();
    }
    expect(() => formatCheckpoint({ origin: 'a\nb', size: 1, root })).toThrow();
    expect(() => formatCheckpoint({ origin: 'a', size: -1, root })).toThrow();
  });

  it('writes, reads and verifies a proof file', () => {
    const proof = inclusionProof(3, 5, buildTiles(leaves));
    for (const extra of [undefined, Uint8Array.of(1, 2, 3)]) {
      const file = formatProof({ index: 3, proof, checkpoint: note, ...(extra ? { extra } : {}) });
      expect(file.startsWith('c2sp.org/tlog-proof@v1\n')).toBe(true);
      expect(parseProof(file)).toEqual({ index: 3, proof, checkpoint: note, ...(extra ? { extra } : {}) });
      expect(verifyProof(file, leaves[3]!, [ours.vkey])).toEqual({ index: 3, checkpoint: parseCheckpoint(text) });
      expect(() => verifyProof(file, leaves[2]!, [ours.vkey])).toThrow();
      expect(() => verifyProof(file, leaves[3]!, [theirs.vkey])).toThrow();
      for (const bad of [
        file.replace('v1', 'v2'),
        file.replace('index 3', 'index 03'),
        file.replace('index 3\n', ''),
        file.replace(/\n\n[^]*/, '\n'),
        file.slice(0, -1),
      ]) {
        expect(() => parseProof(bad)).toThrow();
      }
    }
    const alone = formatProof({ index: 0, proof: [], checkpoint: note });
    expect(parseProof(alone).proof).toEqual([]);
  });

  it('does not take a checkpoint of one origin signed by the key of another', () => {
    const forged = signNote(text, noteSigner(theirs.skey));
    const file = formatProof({ index: 3, proof: inclusionProof(3, 5, buildTiles(leaves)), checkpoint: forged });
    expect(() => verifyProof(file, leaves[3]!, [ours.vkey, theirs.vkey])).toThrow('key of its origin');
  });
});
