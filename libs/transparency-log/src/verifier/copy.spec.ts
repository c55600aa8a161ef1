import { readFileSync } from 'node:fs';
import { utf8Bytes } from '../bytes';
import { verifyEvidence, type EvidenceFile } from '..';
import { event, file, json, pages, record, SALT, TestLog } from './test-log.fake';

type Page = { items: Record<string, unknown>[]; leafHashes?: { from: number; hashes: string[] } };

const log = new TestLog(400);
const held = [file('old', log.note(150))];

async function judged(files: EvidenceFile[], more: object = {}): Promise<string[]> {
  const verdict = await verifyEvidence({ vkeys: [log.vkey], held, files, ...more });
  return verdict.statements.map(({ outcome, code, params }) =>
    `${outcome} ${code} ${params.leaf ?? params.id ?? ''} ${params.field ?? params.part ?? ''}`.trim(),
  );
}

/** Verifies all pages of a copy after something was done to the row of one leaf, to its leaf hash, or to the pages. */
async function tampered(
  change: { row?: [leaf: number, edit: (row: Record<string, unknown>) => void]; pages?: (all: Page[]) => void },
  more: object = {},
): Promise<string[]> {
  const all = pages(log) as Page[];
  if (change.row) {
    const [leaf, edit] = change.row;
    const row = all.flatMap(({ items }) => items).find(({ leafIndex }) => leafIndex === leaf)!;
    edit(row);
  }
  change.pages?.(all);
  const files = all.map((page, i) => file(`page-${i}.json`, json(page)));
  return (await judged(files, more)).filter((line) => line.startsWith('failed')).map((line) => line.slice(7));
}

const viaLog = { log: { name: 'log', source: log.source() } };

describe('a pulled copy', () => {
  const files = pages(log).map((page, i) => file(`page-${i}.json`, json(page)));

  it('is verified without any server', async () => {
    const found = await judged(files);
    expect(found.filter((line) => line.startsWith('failed'))).toEqual([]);
    for (const line of [
      'proved copy.complete',
      'proved head.signed',
      'proved held.extended',
      'proved rows.agree',
      'proved content.proved',
    ])
      expect(found).toContain(line);
    expect(found).toContain('open content.absent');
  });

  it('may come in any order, as NDJSON, and with payloads', async () => {
    const rows = pages(log).flatMap((page) => page['items'] as object[]);
    const rest = pages(log)
      .filter((page) => 'leafHashes' in page)
      .map(({ items: _, ...page }) => page);
    const payloads = [2, 5].map((n) =>
      file(`0199f0a4-7c1e-7000-8000-${String(n).padStart(12, '0')}.json`, `payload ${n}`),
    );
    const found = await judged([file('all.ndjson', [...rows, ...rest].map(json).join('\n')), ...payloads.reverse()]);
    expect(found.filter((line) => line.startsWith('failed'))).toEqual([]);
    expect(found).toContain('proved copy.complete');
    const wrong = await judged([...files, file('0199f0a4-7c1e-7000-8000-000000000002', 'other bytes')]);
    expect(wrong).toContain('failed content.changed 2 payload');
  });

  it('shows every row that no longer says what was signed', async () => {
    const row = (edit: (row: Record<string, unknown>) => void, leaf = 18): Promise<string[]> =>
      tampered({ row: [leaf, edit] });
    expect(await row((one) => (one.occurredAt = '2026-11-22T00:00:19.000Z'))).toEqual(['row.changed 18 time']);
    expect(await row((one) => (one.outcome = 'failure'))).toEqual(['row.changed 18 outcome']);
    expect(await row((one) => (one.actor = { kind: 'member', id: 'other', name: 'Dana Reyes' }))).toEqual([
      'row.changed 18 actor',
    ]);
    expect(await row((one) => (one.actor = { ...(one.actor as object), name: 'Other' }))).toEqual([
      'content.changed 18 who',
    ]);
    expect(await row((one) => (one.detail = { n: 0 }))).toEqual(['content.changed 18 detail']);
    expect(await row((one) => (one.detail = null))).toEqual(['content.missing 18 detail']);
    expect(await row((one) => (one.before = { n: 1 }))).toEqual(['content.added 18 before']);
    expect(await row((one) => (one.address = '\ud800'))).toEqual(['row.changed 18 form']);
    expect(await row((one) => (one.capturedAt = '2026-11-22T00:00:00.000Z'), 17)).toEqual(['row.changed 17 time']);
    expect(await row((one) => (one.activity = { type: 'Create' }), 17)).toEqual(['content.changed 17 activity']);
    expect(await row((one) => (one.author = { name: 'Somebody' }), 17)).toEqual(['content.changed 17 author']);
    expect(await row((one) => (one.remoteUrl = 'https://elsewhere.example'), 17)).toEqual(['content.changed 17 link']);
    expect(await row((one) => (one.media = [{ url: 'https://x.example/1' }]), 17)).toEqual([
      'content.changed 17 media',
    ]);
    expect(await row((one) => (one.salt = null))).toEqual(['content.unsalted 18 who', 'content.unsalted 18 detail']);
    expect(await row((one) => (one.salt = 'AAAA'))).toEqual(['content.changed 18 who', 'content.changed 18 detail']);
  });

  it('shows whether an entry or its hash was changed', async () => {
    const entry = Buffer.from('{"forged":1}').toString('base64');
    const changed = await tampered({ row: [18, (one) => (one.entry = entry)] });
    expect(changed).toContain('leaf.changed 18');
    const other = Buffer.alloc(32, 7).toString('base64');
    const hash = (leaf: number) => (all: Page[]) => {
      const page = all.find(({ leafHashes }) => leafHashes && leafHashes.from <= leaf && leafHashes.from + 100 > leaf)!;
      page.leafHashes!.hashes[leaf - page.leafHashes!.from] = other;
    };
    expect(await tampered({ pages: hash(18) })).toEqual(['leaf.hashChanged 18']);
    const both = await tampered({ row: [18, (one) => (one.entry = entry)], pages: hash(18) });
    expect(both).toEqual(expect.arrayContaining(['tree.differs', 'leaf.disagrees 18']));
  });

  it('shows gaps, repetitions and what is not tied to any log', async () => {
    const hashPages = (all: Page[]): Page[] => all.filter(({ leafHashes }) => leafHashes);
    expect(await tampered({ pages: (all) => all.splice(all.indexOf(hashPages(all)[1]!), 1) })).toContain('copy.gap');
    expect(
      await tampered({ pages: (all) => hashPages(all).forEach((page) => all.splice(all.indexOf(page), 1)) }),
    ).toEqual(['held.unlinked', 'rows.unbound']);
    const twice = (all: Page[]): void => {
      const [row] = all[0]!.items;
      all[0]!.items.push({ ...event(log, 3), leafIndex: row!.leafIndex });
    };
    expect(await tampered({ pages: twice })).toContain(
      'row.repeated 0199f0a4-7c1e-7000-8000-000000000003'.replace(/ .*/, ' 0'),
    );
    const huge = { items: [{ ...event(log, 3), leafIndex: Number.MAX_SAFE_INTEGER }], nextAfter: 1 };
    expect(await judged([file('huge', json(huge))])).toContain('failed file.unreadable');
  });

  describe('is not vouched for beyond what a signed head covers', () => {
    const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const forgedLog = new TestLog(log.entries.length + 1);
    forgedLog.setEntry(
      0,
      JSON.stringify({ ...JSON.parse(new TextDecoder().decode(log.entries[0])), outcome: 'failure' }),
    );
    const forged = { ...event(forgedLog, 0), outcome: 'failure' };
    const alone = async (files: EvidenceFile[], more: object = {}): Promise<string[]> =>
      (await judged(files, { held: [], ...more })).filter((line) =>
        /^(failed|proved) (rows?|content|entry|entries)/.test(line),
      );

    it('when a copy ends before the head that it names', async () => {
      const short = {
        items: [forged],
        leafHashes: { from: 0, hashes: [b64(forgedLog.hash(0))] },
        checkpoint: log.head,
      };
      expect(await alone([file('short', json(short))])).toEqual(['failed rows.unbound']);
      const receipt = file('receipt.json', new TextDecoder().decode(forgedLog.entries[0]));
      const hashes = file('hashes', json({ ...short, items: [] }));
      expect(await alone([hashes, receipt])).toEqual(['failed entries.unbound']);
    });

    it('when rows, hashes or receipts are put behind it', async () => {
      const size = log.entries.length;
      const row = { ...event(forgedLog, size), leafIndex: size };
      const all = pages(log) as Page[];
      all
        .find(({ leafHashes }) => leafHashes && leafHashes.from + leafHashes.hashes.length === size)!
        .leafHashes!.hashes.push(b64(forgedLog.hash(size)));
      const copy = all.map((page, i) => file(`page-${i}.json`, json(page)));
      const before = await alone(pages(log).map((page, i) => file(`page-${i}.json`, json(page))));
      const verdict = await verifyEvidence({
        vkeys: [log.vkey],
        files: [...copy, file('behind', json({ items: [row] }))],
      });
      const counts = verdict.statements.find(({ code }) => code === 'rows.agree')?.params.rows;
      expect(counts).toBe(log.entries.length);
      expect(before).toContain('proved rows.agree');
      expect(verdict.statements.map(({ code }) => code)).toContain('rows.uncovered');
      const receipt = file('receipt.json', new TextDecoder().decode(forgedLog.entries[size]));
      expect(await alone([...copy, receipt])).toContain('failed entry.notFound');
      expect(await alone([file('behind', json({ items: [row] }))], viaLog)).toEqual([]);
    });

    it('when a row comes without its salt', async () => {
      const strip = (row: Record<string, unknown>): void => {
        delete row['salt'];
        row['detail'] = { forged: true };
      };
      expect(await tampered({ row: [18, strip] })).toContain('content.unsalted 18 detail');
      expect(await tampered({ row: [18, strip] }, viaLog)).toContain('content.unsalted 18 detail');
    });

    it('when a row that is in no log names no time', async () => {
      const row = { ...event(log, 3), id: 'ffffffff-0000-7000-8000-000000000000', leafIndex: null, entry: null };
      for (const occurredAt of ['2026-13-99', '~', '']) {
        const pagesWith = (all: Page[]): void => void all[0]!.items.push({ ...row, occurredAt });
        expect((await tampered({ pages: pagesWith })).join()).toContain('row.notLogged');
      }
    });
  });

  it('takes a payload for one whatever the network wrote into it', async () => {
    const id = '0199f0a4-7c1e-7000-8000-0000000000aa';
    for (const payload of [{ type: 'mention' }, { type: 'Create', note: 'a\n\nb' }]) {
      const found = await judged([
        ...pages(log).map((page, i) => file(`p${i}`, json(page))),
        file(`${id}.json`, json(payload)),
      ]);
      expect(found.filter((line) => line.startsWith('failed'))).toEqual([]);
      expect(found).toContain('open file.unused');
    }
  });

  it('erased content is named, and no failure', async () => {
    const erased = {
      actor: { kind: 'member', id: '0199f0a4-7c1e-7000-8000-000000000001', name: null },
      detail: null,
      salt: null,
      address: null,
    };
    const all = pages(log) as Page[];
    Object.assign(
      all.flatMap(({ items }) => items).find(({ leafIndex }) => leafIndex === 18)!,
      erased,
    );
    const found = await judged(all.map((page, i) => file(`page-${i}.json`, json(page))));
    expect(found).toContain('open content.erased');
    expect(found.filter((line) => line.startsWith('failed'))).toEqual([]);
  });
});

describe('a pulled copy beside the log itself', () => {
  it('shows rows that were deleted, first, last and between', async () => {
    for (const leaf of [0, 1, 18, 17, 397, 399]) {
      const drop = (all: Page[]): void => {
        for (const page of all) page.items = page.items.filter(({ leafIndex }) => leafIndex !== leaf);
      };
      expect(await tampered({ pages: drop }, viaLog)).toEqual([`row.missing ${leaf}`]);
    }
  });

  it('shows rows of other logs and of no log', async () => {
    const foreign = new TestLog(400, (n) => ({ type: 'divan.audit-event', id: `foreign ${n}` }));
    const found = await tampered({ row: [18, (row) => (row.entry = event(foreign, 18).entry)] }, viaLog);
    expect(found).toContain('row.otherEntry 18');
    const list = (one: object): EvidenceFile => file('list.json', json({ items: [one], nextCursor: null }));
    const listed = Object.fromEntries(
      Object.entries(event(log, 18)).filter(([name]) => !['entry', 'salt'].includes(name)),
    );
    expect(await judged([list(listed)], viaLog)).toContain('proved rows.agree');
    expect(await judged([list({ ...listed, outcome: 'refused' })], viaLog)).toContain('failed row.changed 18 outcome');
    const unplaced = { ...listed, id: 'never-logged', leafIndex: null };
    expect(await judged([list(unplaced)], viaLog)).toContain('failed row.notLogged never-logged');
    expect(await judged([list({ ...unplaced, occurredAt: new Date().toISOString() })], viaLog)).toContain(
      'open rows.waiting',
    );
    expect(await judged([list(unplaced)], { ...viaLog, graceSeconds: 1e6 })).toContain('open rows.waiting');
  });

  it('finds a kept entry in the copy, and takes none on its own word', async () => {
    const whole = pages(log).map((page, i) => file(`page-${i}.json`, json(page)));
    const kept = file('receipt', log.entries[18]!);
    const other = file('other', '{"type":"divan.audit-event","id":"gone"}');
    expect(await judged([...whole, kept])).toContain('proved entry.found 18');
    expect(await judged([...whole, other])).toContain('failed entry.notFound');
    expect(await judged(whole, { leafHash: log.hash(20) })).toContain('proved entry.found 20');
    expect(await judged([file('head', log.note(400)), kept])).toContain('failed entries.unbound');
    expect(await judged([file('0199f0a4-7c1e-7000-8000-00000000ffff', 'x'), ...whole])).toContain('open file.unused');
  });

  it('says which rows it could not compare', async () => {
    const whole = pages(log).map((page, i) => file(`page-${i}.json`, json(page)));
    const listed = Object.fromEntries(
      Object.entries(event(log, 18)).filter(([name]) => !['entry', 'salt'].includes(name)),
    );
    expect(await judged([...whole, file('list', json({ items: [listed], nextCursor: null }))])).toContain(
      'open rows.listed',
    );
    const later = file(
      'later',
      json({ items: [{ ...event(log, 18), leafIndex: 401 }], nextCursor: null, nextAfter: 401 }),
    );
    expect(await judged([...whole, later])).toContain('open rows.uncovered');
  });

  it('finds a kept entry in the log, or says that it is nowhere', async () => {
    const entry = (bytes: Uint8Array): EvidenceFile => file('receipt', bytes);
    expect(await judged([entry(log.entries[18]!)], viaLog)).toContain('proved entry.found 18');
    expect(await judged([entry(utf8Bytes('{"type":"divan.audit-event","id":"gone"}'))], viaLog)).toContain(
      'failed entry.notFound',
    );
  });
});

it('the rows of the tests are those that the features write', () => {
  // Nothing binds this lib to the features, so this does: the fields that are compared are the fields they write.
  const audit = readFileSync(`${__dirname}/../../../audit/src/audit-event.ts`, 'utf8');
  const archive = readFileSync(`${__dirname}/../../../archive/src/record-envelope.ts`, 'utf8');
  for (const name of Object.keys(JSON.parse(new TextDecoder().decode(log.entries[18])) as object))
    expect(audit).toContain(name);
  for (const name of Object.keys(JSON.parse(new TextDecoder().decode(log.entries[17])) as object))
    expect(archive).toContain(name);
  expect(Object.keys(record(log, 17))).toContain('leafHash');
  expect(SALT.length).toBeGreaterThan(8);
});
