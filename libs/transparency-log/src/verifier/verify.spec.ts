import { utf8Bytes } from '../bytes';
import {
  canonicalJson,
  commit,
  consistencyProof,
  formatProof,
  generateNoteKey,
  inclusionProof,
  noteSigner,
  paragraph,
  rootHash,
  signNote,
  formatCheckpoint,
  verifyEvidence,
  type VerifyRequest,
} from '..';
import { TestLog, event, file, json } from './test-log.fake';

const log = new TestLog(700);
const held = file('old', log.note(300));
const request = (more: Partial<VerifyRequest> = {}): VerifyRequest => ({
  vkeys: [log.vkey],
  held: [held],
  log: { name: 'log', source: log.source() },
  ...more,
});
const codes = async (more: Partial<VerifyRequest> = {}): Promise<string[]> =>
  (await verifyEvidence(request(more))).statements.map(({ outcome, code, params }) =>
    `${outcome} ${code} ${params.leaf ?? params.tile ?? ''}`.trim(),
  );
const failures = async (more: Partial<VerifyRequest>): Promise<string[]> =>
  (await codes(more)).filter((line) => line.startsWith('failed')).map((line) => line.slice('failed '.length));
const walked = (change: (copy: TestLog) => void): Promise<string[]> => {
  const copy = log.clone();
  change(copy);
  return failures({ log: { name: 'log', source: copy.source() } });
};

describe('a whole log', () => {
  it('is verified against key and older checkpoint', async () => {
    const verdict = await verifyEvidence(request());
    expect(verdict.statements.map(({ code }) => code)).toEqual([
      'tree.complete',
      'tiles.agree',
      'head.signed',
      'held.extended',
    ]);
    expect(verdict.verified).toBe(true);
    expect(paragraph(verdict)).toMatch(/^Verified\. Every entry of the log up to this head \(size 700\)/);
  });

  it.each([1, 2, 255, 256, 257, 512, 699])('of any size: %i', async (size) => {
    const small = new TestLog(size);
    const verdict = await verifyEvidence({ vkeys: [small.vkey], log: { name: 'log', source: small.source() } });
    expect(verdict.verified).toBe(true);
  });

  it('names what was done to an entry', async () => {
    expect(await walked((copy) => copy.setEntry(17, '{"forged":1}'))).toContain('leaf.changed 17');
    expect(await walked((copy) => copy.swap(300, 301))).toContain('leaf.swapped 300');
    expect(await walked((copy) => copy.entries.splice(20, 1))).toContain('leaf.removed 20');
    expect(await walked((copy) => copy.entries.splice(20, 0, utf8Bytes('{}')))).toContain('leaf.inserted 20');
    expect(await walked((copy) => copy.missing.add(0))).toContain('leaf.missing 0');
    expect(await walked((copy) => copy.missing.add(255))).toContain('leaf.missing 255');
    expect(await walked((copy) => copy.missing.add(600))).toContain('leaf.missing 600');
    expect(await walked((copy) => copy.missing.add(699))).toContain('leaf.missing 699');
    expect(await walked((copy) => copy.repeated.set(40, utf8Bytes('{"n":-1}')))).toContain('leaf.repeated 40');
    expect(await walked((copy) => copy.repeated.set(255, utf8Bytes('{"n":-1}')))).toContain('leaf.repeated 255');
  });

  it('names what was done to a tile', async () => {
    expect(await walked((copy) => copy.breakTile('tile/0/001', 5))).toEqual(['tile.changed tile/0/001']);
    expect(await walked((copy) => copy.breakTile('tile/1/000.p/2', 1))).toEqual(['tile.changed tile/1/000.p/2']);
    expect(await walked((copy) => copy.tiles.delete('tile/0/002.p/188'))).toEqual(['tile.missing tile/0/002.p/188']);
  });

  it('whose entry was changed with everything that hangs on it fits neither its head nor the older one', async () => {
    const found = await walked((copy) => {
      copy.setEntry(17, '{"forged":1}');
      copy.rebuild();
    });
    expect(found).toEqual(['tree.differs', 'tree.differs']);
  });

  it('that was rolled back, forked, cut off or signed by another is none', async () => {
    expect(await failures({ log: { name: 'log', source: log.source(299) } })).toEqual(['log.rolledBack']);
    const forked = log.clone();
    forked.setEntry(299, '{"forged":1}');
    forked.rebuild();
    forked.sign();
    expect(await failures({ log: { name: 'log', source: forked.source() } })).toEqual(['log.forked']);
    expect(await failures({ log: { name: 'log', source: { read: () => Promise.resolve(null) } } })).toEqual([
      'log.unavailable',
      'log.rolledBack',
    ]);
    const stolen = log.clone();
    stolen.useKey(generateNoteKey(log.origin));
    stolen.sign();
    expect(await failures({ log: { name: 'log', source: stolen.source() } })).toEqual(['head.otherKey']);
    const altered = log.clone();
    altered.head = log.head.replace('700', '600');
    expect(await failures({ log: { name: 'log', source: altered.source() } })).toContain('head.wrongSignature');
    const other = new TestLog(700);
    expect(await failures({ log: { name: 'log', source: other.source() } })).toContain('head.otherLog');
  });

  it('is told between which heads its history was rewritten', async () => {
    const forked = log.clone();
    forked.setEntry(450, '{"forged":1}');
    forked.rebuild();
    forked.sign();
    const verdict = await verifyEvidence(
      request({
        held: [held, file('middle', log.note(400)), file('late', log.note(500))],
        log: { name: 'log', source: forked.source() },
      }),
    );
    expect(verdict.statements.find(({ code }) => code === 'log.forked')?.params).toEqual({
      held: 500,
      from: 400,
      to: 499,
    });
  });

  it('that answers with an error is not taken for verified', async () => {
    const source = { read: () => Promise.reject(new Error('503')) };
    expect(await failures({ held: [], log: { name: 'log', source } })).toEqual(['log.unavailable']);
  });
});

describe('a changed key', () => {
  const rotated = (withOldSignature: boolean): TestLog => {
    const changing = log.clone();
    const [old, next] = [changing.key, generateNoteKey(log.origin)];
    changing.entries[500] = utf8Bytes(
      canonicalJson({ type: 'divan.key-rotation', v: 1, oldVkey: old.vkey, newVkey: next.vkey }),
    );
    changing.rebuild();
    changing.useKey(next);
    changing.sign();
    if (withOldSignature) changing.handover = changing.note(501, old);
    return changing;
  };

  it('ends what the old one may sign, or a stolen key would be good for ever', async () => {
    const changing = rotated(true);
    const retired = log.clone();
    retired.entries.splice(0, retired.entries.length, ...changing.entries);
    retired.setEntry(690, '{"forged":1}');
    retired.rebuild();
    // The thief has the old key, and signs a later head than the handover with it.
    retired.sign();
    const held = [file('handover', changing.handover!)];
    expect(await failures({ held, log: { name: 'log', source: retired.source() } })).toEqual(['head.retiredKey 500']);
    const again = retired.clone();
    const next = generateNoteKey(log.origin);
    again.setEntry(
      695,
      canonicalJson({ type: 'divan.key-rotation', v: 1, oldVkey: retired.key.vkey, newVkey: next.vkey }),
    );
    again.rebuild();
    again.useKey(next);
    again.sign();
    expect(await failures({ held, log: { name: 'log', source: again.source() } })).toEqual(['head.otherKey']);
  });

  it('is followed where the old key signed a head that covers the change', async () => {
    const changing = rotated(true);
    const verdict = await verifyEvidence(
      request({ files: [file('handover', changing.handover!)], log: { name: 'log', source: changing.source() } }),
    );
    expect(verdict.verified).toBe(true);
    expect(verdict.statements).toContainEqual(expect.objectContaining({ code: 'rotation.followed' }));
    const found = await codes({
      log: { name: 'log', source: { ...changing.source(), headCovering: () => Promise.resolve(changing.handover!) } },
    });
    expect(found).toContain('proved rotation.followed 500');
    expect(found).toContain('proved head.signed');
  });

  it('is not believed on the word of the new key alone', async () => {
    const found = await codes({ log: { name: 'log', source: rotated(false).source() } });
    expect(found).toContain('failed head.otherKey');
    expect(found).toContain('open rotation.unproven 500');
  });
});

describe('a proof file', () => {
  const tiles = log.tilesAt(700);
  const proof = formatProof({ index: 18, proof: inclusionProof(18, 700, tiles), checkpoint: log.head });
  const only = (more: Partial<VerifyRequest>): Promise<string[]> => codes({ ...more, log: undefined! });

  it('is verified with its entry, its row, or the hash of its leaf', async () => {
    const entry = file('entry.json', new TextDecoder().decode(log.entries[18]));
    for (const files of [
      [file('p', proof), entry],
      [file('p', proof), file('event.json', json(event(log, 18)))],
    ]) {
      const found = await only({ files, held: [] });
      expect(found).toContain('proved entry.included 18');
      expect(found.filter((line) => line.startsWith('failed'))).toEqual([]);
      // Whoever holds an older checkpoint asks whether the log only grew; a proof of one entry cannot say.
      expect(await only({ files })).toContain('failed held.unlinked');
    }
    expect(await only({ files: [file('p', proof)], leafHash: log.hash(18) })).toContain('proved entry.included 18');
    expect(await only({ files: [file('p', proof)] })).toContain('failed entry.none 18');
    expect(await only({ files: [file('p', proof)], leafHash: log.hash(0) })).toContain('failed entry.notIncluded 18');
  });

  it('does not vouch for entries that no proof is of', async () => {
    const [own, other] = [18, 19].map((n) => file(`${n}.json`, new TextDecoder().decode(log.entries[n])));
    const found = await only({ files: [file('p', proof), own!, other!] });
    expect(found).toContain('proved entry.included 18');
    expect(found).toContain('failed entries.unbound');
    expect(await only({ files: [file('p', proof), other!] })).toContain('failed entry.notIncluded 18');
  });

  it('is tied to the older checkpoint by a consistency proof', async () => {
    const consistency = (size1: number, size2: number): string =>
      json({
        size1,
        size2,
        root1: Buffer.from(rootHash(log.hashes(size1))).toString('base64'),
        root2: Buffer.from(rootHash(log.hashes(size2))).toString('base64'),
        proof: consistencyProof(size1, size2, log.tilesAt(size2)).map((hash) => Buffer.from(hash).toString('base64')),
        checkpoint: null,
      });
    const files = [file('p', proof), file('c', consistency(300, 700))];
    expect(await only({ files, leafHash: log.hash(18) })).toContain('proved held.extended');
    const forged = signNote(
      formatCheckpoint({ origin: log.origin, size: 300, root: rootHash(log.hashes(299)) }),
      noteSigner(log.key.skey),
    );
    expect(await only({ files, leafHash: log.hash(18), held: [file('old', forged)] })).toContain('failed log.forked');
  });

  it('opens content with its salt', async () => {
    const salt = Uint8Array.of(1, 2, 3);
    const committing = new TestLog(3, (n) => ({ type: 'x', n, commitments: { text: commit(salt, `text ${n}`) } }));
    const files = [
      file(
        'p',
        formatProof({ index: 1, proof: inclusionProof(1, 3, committing.tilesAt(3)), checkpoint: committing.head }),
      ),
      file('e', new TextDecoder().decode(committing.entries[1])),
    ];
    const check = (text: string) =>
      verifyEvidence({ vkeys: [committing.vkey], files, content: { bytes: utf8Bytes(text), salt } });
    expect((await check('text 1')).verified).toBe(true);
    expect((await check('text 2')).statements).toContainEqual({
      outcome: 'failed',
      code: 'content.unknown',
      params: {},
    });
  });

  it('that is cut or altered anywhere is refused', async () => {
    for (let at = 0; at < proof.length; at += 37) {
      const altered = proof.slice(0, at) + (proof[at] === 'A' ? 'B' : 'A') + proof.slice(at + 1);
      const verdict = await verifyEvidence({ vkeys: [log.vkey], files: [file('p', altered)], leafHash: log.hash(18) });
      expect({ at, verified: verdict.verified }).toEqual({ at, verified: false });
    }
  });
});

describe('files of no use', () => {
  it('are named, and prove nothing', async () => {
    const verdict = await verifyEvidence({
      vkeys: [log.vkey],
      files: [file('picture.png', Uint8Array.of(0x89, 0x50, 0xff)), file('text', 'hello'), file('key', log.vkey)],
    });
    expect(verdict.verified).toBe(false);
    expect(verdict.statements.map(({ params }) => params.file)).toEqual(['picture.png', 'text', 'key']);
    expect((await verifyEvidence({ vkeys: [log.vkey] })).statements).toEqual([
      { outcome: 'failed', code: 'nothing.given', params: {} },
    ]);
    await expect(verifyEvidence({ vkeys: ['nonsense'] })).rejects.toThrow('name+hash+base64');
  });
});
