import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Clock, Database, newId, type RequestContext } from '@divan/platform';
import {
  cosignature,
  generateNoteKey,
  noteSigner,
  openNote,
  parseCheckpoint,
  signatureLine,
  verifyConsistency,
} from '@divan/transparency-log';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { AttestationService } from './attestation.service';
import { ForkService } from './fork.service';
import { KeyRotation } from './key-rotation.service';
import { LedgerAlarms } from './ledger-alarms';
import { LogService } from './log.service';
import { LogStatusService } from './log-status.service';
import { WitnessService } from './witness.service';

const key = generateNoteKey('witness.example/w1', 'cosignature');
const signer = noteSigner(key.skey, 'cosignature');
const stranger = noteSigner(generateNoteKey('witness.example/w1', 'cosignature').skey, 'cosignature');

/** A witness as c2sp.org/tlog-witness wants it: it verifies all that it is given. */
class FakeWitness {
  readonly heads = new Map<string, { size: number; root: Uint8Array; note: string }>();
  readonly requests: { old: number; status: number }[] = [];
  vkeys: string[] = [];
  /** Answers instead, when it returns something. */
  instead: ((body: string) => { status: number; body: string; type?: string } | undefined) | undefined;
  showsHeads = true;
  cosign = (text: string): string => signatureLine(signer, cosignature(text, this.now(), signer));
  private server!: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  now(): number {
    return Math.floor(Date.now() / 1_000);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const shown = /^\/w1\/([0-9a-f]{64})\/checkpoint$/.exec(request.url!);
    const answer = shown ? this.show(shown[1]!) : (this.instead?.(body) ?? this.route(request, body));
    if (!shown) this.requests.push({ old: Number(/^old (\d+)\n/.exec(body)?.[1]), status: answer.status });
    response.writeHead(answer.status, { 'content-type': answer.type ?? 'text/plain' }).end(answer.body);
  }

  private show(originHash: string): { status: number; body: string; type?: string } {
    for (const [origin, { note }] of this.heads)
      if (this.showsHeads && hash('sha256', origin, 'hex') === originHash) return { status: 200, body: note };
    return { status: 404, body: '' };
  }

  private route(request: IncomingMessage, body: string): { status: number; body: string; type?: string } {
    return request.method === 'POST' && request.url === '/w1/add-checkpoint'
      ? this.add(body)
      : { status: 405, body: '' };
  }

  private add(body: string): { status: number; body: string; type?: string } {
    const split = body.indexOf('\n\n');
    const [oldLine, ...proof] = body.slice(0, split).split('\n');
    const note = body.slice(split + 2);
    const old = Number(/^old (0|[1-9][0-9]*)$/.exec(oldLine!)![1]);
    const opened = this.vkeys.find((vkey) => this.holds(note, vkey));
    if (!opened) return { status: 403, body: '' };
    const { text } = openNote(note, [opened]);
    const { origin, size, root } = parseCheckpoint(text);
    const last = this.heads.get(origin);
    if (old > size) return { status: 400, body: '' };
    if (old !== (last?.size ?? 0)) return { status: 409, body: `${last?.size ?? 0}\n`, type: 'text/x.tlog.size' };
    try {
      const hashes = proof.map((line) => new Uint8Array(Buffer.from(line, 'base64')));
      if (last) verifyConsistency({ size1: old, size2: size, root1: last.root, root2: root, proof: hashes });
      else if (hashes.length > 0) throw new Error('a proof about nothing');
    } catch {
      return { status: 422, body: '' };
    }
    this.heads.set(origin, { size, root, note });
    return { status: 200, body: this.cosign(text) };
  }

  private holds(note: string, vkey: string): boolean {
    try {
      openNote(note, [vkey]);
      return true;
    } catch {
      return false;
    }
  }
}

let test: TestApp;
let ctx: RequestContext;
let witness: FakeWitness;
let now = Date.now();

beforeAll(async () => {
  witness = new FakeWitness();
  const host = await witness.start();
  test = await createTestApp({
    modules: [LedgerModule],
    env: { LEDGER_WITNESSES: `# ours\n${key.vkey} http://${host}/w1/\n`, HTTP_ALLOWED_HOSTS: host },
  });
  vi.spyOn(test.app.get(AttestationService)['logger'], 'warn').mockImplementation(() => undefined);
  vi.spyOn(test.app.get(LedgerAlarms)['logger'], 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  await test.close();
  await witness.stop();
});
beforeEach(async () => {
  await test.ownerQuery('DELETE FROM ledger_logs');
  ({ ctx } = await test.organization());
  witness.requests.length = 0;
  witness.instead = undefined;
  witness.showsHeads = true;
  witness.cosign = (text) => signatureLine(signer, cosignature(text, witness.now(), signer));
  now = Date.now();
  vi.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(now));
});

const grow = async (count: number) => {
  await test.app.get(Database).transaction(ctx, (tx) =>
    test.app.get(Ledger).append(
      tx,
      Array.from({ length: count }, () => ({ id: newId(), entry: { id: newId() } })),
    ),
  );
  return test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
};
const status = () => test.app.get(LogStatusService).describe(ctx);
const later = (seconds: number): void => void (now += seconds * 1_000);
/** A round of the worker, after the witness has been given today's keys. */
const round = async (): Promise<void> => {
  later(11);
  witness.vkeys = (await test.ownerQuery<{ vkey: string }>('SELECT verifier_key AS vkey FROM ledger_keys')).map(
    ({ vkey }) => vkey,
  );
  await test.app.get(AttestationService).run();
};
const first = async () => (await status()).witnesses[0]!;

describe('witnesses', () => {
  it('cosign from nothing, then from what they saw last; the notes carry it', async () => {
    await grow(5);
    expect(await first()).toMatchObject({ name: 'witness.example/w1', state: 'behind', lastSize: null });
    await round();
    await grow(300);
    await round();
    expect(witness.requests).toEqual([
      { old: 0, status: 200 },
      { old: 5, status: 200 },
    ]);
    const { checkpoint, vkey, witnesses } = await status();
    expect(openNote(checkpoint!, [vkey!, key.vkey]).verified).toHaveLength(2);
    expect(witnesses).toMatchObject([{ state: 'current', lastSize: 305, lastError: null }]);
    const log = test.app.get(LogService);
    expect((await log.listCheckpoints(ctx, 10)).items.map((item) => item.witnesses)).toEqual([
      ['witness.example/w1'],
      ['witness.example/w1'],
    ]);
    const { note, signedNote } = await log.checkpointAt(ctx, 5);
    expect(note.startsWith(signedNote)).toBe(true);
    expect(openNote(signedNote, [vkey!]).verified).toHaveLength(1);
    expect(() => openNote(signedNote, [key.vkey])).toThrow('not signed');
  });

  it('are asked at most every so often, and not at all about what they have seen', async () => {
    await grow(1);
    await round();
    await grow(1);
    later(5);
    await test.app.get(AttestationService).run();
    expect(witness.requests).toHaveLength(1);
    await round();
    await round();
    expect(witness.requests).toHaveLength(2);
  });

  it('that are further than we remember are taken up where they are', async () => {
    await grow(7);
    await round();
    await test.ownerQuery('DELETE FROM ledger_attestors');
    await grow(2);
    await round();
    expect(witness.requests.slice(1)).toEqual([
      { old: 0, status: 409 },
      { old: 7, status: 200 },
    ]);
    // Nothing new since, and we forgot again: the same head is cosigned once more and kept once.
    await test.ownerQuery('DELETE FROM ledger_attestors');
    await round();
    expect(witness.requests.slice(3)).toEqual([
      { old: 0, status: 409 },
      { old: 9, status: 200 },
    ]);
    expect(await first()).toMatchObject({ state: 'current', lastSize: 9 });
  });

  const faults: [string, (body: string) => { status: number; body: string; type?: string }][] = [
    ['no such log', () => ({ status: 404, body: '' })],
    ['no such key', () => ({ status: 403, body: '' })],
    ['a failure', () => ({ status: 500, body: 'secret detail' })],
    ['a redirect', () => ({ status: 302, body: '' })],
    ['an empty answer', () => ({ status: 200, body: '' })],
    ['no signature line', () => ({ status: 200, body: 'hello\n' })],
    ['no newline', (body) => ({ status: 200, body: witness.cosign(textOf(body)).trimEnd() })],
    ['another’s signature alone', (body) => ({ status: 200, body: strangers(textOf(body)) })],
    ['a signature of something else', (body) => ({ status: 200, body: witness.cosign(`x${textOf(body)}`) })],
    [
      'a signature from the future',
      (body) => ({
        status: 200,
        body: signatureLine(signer, cosignature(textOf(body), witness.now() + 3_600, signer)),
      }),
    ],
    [
      'a signature without a time',
      (body) => ({ status: 200, body: signatureLine(signer, cosignature(textOf(body), 0, signer)) }),
    ],
    ['a conflict without a size', () => ({ status: 409, body: 'no\n', type: 'text/x.tlog.size' })],
    ['a size of another type', () => ({ status: 409, body: '9\n' })],
    ['the size that we just sent', () => ({ status: 409, body: '0\n', type: 'text/x.tlog.size' })],
    ['a refusal of an empty proof', () => ({ status: 422, body: '' })],
  ];
  it.each(faults)('that answer with %s are failing: nothing is stored, and the log goes on', async (_, answer) => {
    await grow(3);
    witness.instead = answer;
    await round();
    expect(await first()).toMatchObject({ state: 'failing', lastSize: null, lastError: expect.any(String) });
    expect((await first()).lastError).not.toContain('secret');
    expect((await status()).alarms).toEqual([]);
    expect(await grow(1)).toEqual({ state: 'done', integrated: 1 });
    witness.instead = undefined;
    await round();
    expect(await first()).toMatchObject({ state: 'current', lastSize: 4, lastError: null });
  });

  it('that do not answer are asked ever less often', async () => {
    await grow(1);
    witness.instead = () => ({ status: 503, body: '' });
    for (let minute = 0; minute < 60; minute += 1) {
      later(60);
      await test.app.get(AttestationService).run();
    }
    expect(witness.requests.length).toBeGreaterThan(5);
    expect(witness.requests.length).toBeLessThan(12);
  });

  it('may send lines of other keys beside their own', async () => {
    await grow(1);
    const own = witness.cosign;
    witness.cosign = (text) => strangers(text) + own(text);
    await round();
    expect(await first()).toMatchObject({ state: 'current', lastSize: 1 });
    expect((await status()).checkpoint!.split('\n\u2014 ')).toHaveLength(3);
  });

  it('that refuse a proof from a head which they cosigned themselves are broken, not proof of a fork', async () => {
    await grow(2);
    await round();
    await grow(2);
    witness.instead = () => ({ status: 422, body: '' });
    await round();
    expect(await first()).toMatchObject({ state: 'failing' });
    expect((await status()).alarms).toEqual([]);
  });

  it('vouch for a new key once they are told of it', async () => {
    await grow(2);
    await round();
    await test.app.get(KeyRotation).rotate(ctx, 'yearly');
    await grow(1);
    await round();
    expect(await first()).toMatchObject({ state: 'current', lastSize: 4 });
  });
});

describe('a witness that has seen more than the log has', () => {
  /** Signed and witnessed to 20, then set back to 10. */
  async function rollback(): Promise<void> {
    await grow(10);
    await round();
    const id = ctx.organizationId;
    const tables = ['ledger_leaves', 'ledger_tiles', 'ledger_checkpoints', 'ledger_attestors', 'ledger_cosignatures'];
    const schema = `dump_${newId().replaceAll('-', '')}`;
    await test.ownerQuery(
      `CREATE SCHEMA ${schema}; ${tables.map((name) => `CREATE TABLE ${schema}.${name} AS SELECT * FROM ${name} WHERE organization_id = '${id}'`).join(';')}`,
    );
    await grow(10);
    await round();
    await test.ownerQuery(
      `SET session_replication_role = replica; ${tables
        .map((n) => `DELETE FROM ${n} WHERE organization_id = '${id}'; INSERT INTO ${n} SELECT * FROM ${schema}.${n}`)
        .join(';')}; SET session_replication_role = origin`,
    );
    witness.requests.length = 0;
  }

  it.each([true, false])('raises the alarm and stops the log (it shows the head: %s)', async (shows) => {
    await rollback();
    witness.showsHeads = shows;
    // Signed before anybody has asked the witness: a fork, of which the alarm tells.
    await grow(1);
    await round();
    expect(witness.requests).toEqual([{ old: 10, status: 409 }]);
    expect(await first()).toMatchObject({ state: 'conflict', lastError: expect.stringContaining('20 leaves') });
    const { alarms, vkey } = await status();
    expect(alarms).toMatchObject([{ kind: 'witness_conflict', acknowledgeable: true, lost: { size: 20 } }]);
    const evidence = alarms[0]!.lost!.note;
    if (shows) expect(parseCheckpoint(openNote(evidence!, [vkey!]).text).size).toBe(20);
    else expect(evidence).toBeNull();
    expect(await grow(1)).toMatchObject({ state: 'refused' });

    const fork = await test.app.get(ForkService).acknowledge(ctx, { reason: 'restored', lostSize: 20 });
    expect(fork.size).toBe(12);
    expect(await grow(1)).toEqual({ state: 'done', integrated: 2 });
    await round();
    // The new name is a new log to the witness.
    expect(await first()).toMatchObject({ state: 'current', lastSize: 14 });
    expect(witness.requests.at(-1)).toEqual({ old: 0, status: 200 });
  });

  it('of the same size, but with other leaves', async () => {
    await rollback();
    await grow(10);
    await round();
    expect(witness.requests).toEqual([
      { old: 10, status: 409 },
      { old: 20, status: 422 },
    ]);
    expect((await status()).alarms).toMatchObject([{ kind: 'witness_conflict', lost: { size: 20 } }]);
  });

  it('stays an alarm while the witness cannot be asked, and ends when the witness agrees again', async () => {
    await rollback();
    await grow(1);
    await round();
    witness.instead = () => ({ status: 503, body: '' });
    later(3_600);
    await round();
    expect(await first()).toMatchObject({ state: 'conflict' });
    expect((await status()).alarms).toHaveLength(1);
    // It lied, or was restored itself.
    witness.instead = undefined;
    witness.heads.clear();
    later(3_600);
    await round();
    expect((await status()).alarms).toEqual([]);
    expect(await grow(1)).toMatchObject({ state: 'done' });
  });

  it('has no say once it is taken out of the configuration', async () => {
    await rollback();
    await grow(1);
    await round();
    const attestors = test.app.get(WitnessService);
    const configured = attestors.attestors;
    Object.assign(attestors, { attestors: [] });
    await round();
    Object.assign(attestors, { attestors: configured });
    expect((await status()).alarms).toEqual([]);
  });
});

const textOf = (body: string): string => {
  const note = body.slice(body.indexOf('\n\n') + 2);
  return note.slice(0, note.indexOf('\n\n') + 1);
};
const strangers = (text: string): string => signatureLine(stranger, cosignature(text, witness.now(), stranger));
