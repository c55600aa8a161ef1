import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  buildTiles,
  canonicalJson,
  formatCheckpoint,
  formatProof,
  generateNoteKey,
  inclusionProof,
  leafHash,
  noteSigner,
  rootHash,
  signNote,
  tilePath,
} from '@divan/transparency-log';
import { run } from './command';

const folder = mkdtempSync(join(tmpdir(), 'divan-verify-'));
const key = generateNoteKey('log.example/rivertown');
const entries = Array.from({ length: 300 }, (_, n) => Buffer.from(canonicalJson({ n, type: 'test' })));
const hashes = entries.map((entry) => leafHash(entry));
const noteOf = (size: number): string => {
  const text = formatCheckpoint({ origin: 'log.example/rivertown', size, root: rootHash(hashes.slice(0, size)) });
  return signNote(text, noteSigner(key.skey));
};
const save = (path: string, content: string | Uint8Array): string => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
const bundle = (from: number, to: number): Buffer =>
  Buffer.concat(
    entries.slice(from, to).flatMap((entry) => [Buffer.from([entry.length >> 8, entry.length & 255]), entry]),
  );

const log = new Map<string, Uint8Array>([['checkpoint', Buffer.from(noteOf(300))], ...buildTiles(hashes)]);
log.set(tilePath('entries', 0), bundle(0, 256));
log.set(tilePath('entries', 1, 44), bundle(256, 300));
const old = save('old.note', noteOf(100));
const vkey = save('rivertown.vkey', `# rivertown\n${key.vkey}\n`);
const proof = save(
  'leaf-17.tlog-proof',
  formatProof({ index: 17, proof: inclusionProof(17, 300, buildTiles(hashes)), checkpoint: noteOf(300) }),
);
const entry = save('entry.json', entries[17]!);

async function verify(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const terminal = { print: (text: string) => out!.push(text), complain: (text: string) => err!.push(text) };
  const code = await run(args, { DIVAN_TOKEN: 'secret' }, terminal);
  return { code, out: out!.join(''), err: err!.join('') };
}

let server: Server;
let address: string;
const asked: { path: string; token: string | undefined }[] = [];
let answer: (path: string) => [status: number, body: Uint8Array | string];
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url!.slice('/v1/log/'.length);
    asked.push({ path, token: request.headers.authorization });
    const [status, body] = answer(path);
    response.writeHead(status, { 'retry-after': '0' }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/log`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});
const honest: typeof answer = (path) => (log.has(path) ? [200, log.get(path)!] : [404, '']);
beforeEach(() => {
  answer = honest;
  asked.length = 0;
});

describe('divan-verify', () => {
  it('verifies a proof file, and says so in one paragraph', async () => {
    const { code, out } = await verify(proof, entry, '--vkey', vkey);
    expect(out).toMatch(/^Verified\. .*The entry given is entry 17 of the log.*Not shown: .*\n$/);
    expect(code).toBe(0);
    const older = await verify(proof, entry, '--vkey', vkey, '--checkpoint', old);
    expect(older.out).toMatch(
      /^NOT VERIFIED\. Whether this head .* extends the checkpoint you hold .* was not checked/,
    );
  });

  it('refuses a wrong entry, and says which statement failed', async () => {
    const { code, out } = await verify(proof, save('other.json', entries[18]!), '--vkey', key.vkey);
    expect(out).toMatch(/^NOT VERIFIED\. Leaf 17: the entry given is not in the log at this place\./);
    expect(code).toBe(1);
  });

  it('speaks JSON', async () => {
    const { out } = await verify('--json', proof, '--entry', entry, '--vkey', vkey);
    const answered = JSON.parse(out) as { verified: boolean; paragraph: string; statements: object[] };
    expect(answered.verified).toBe(true);
    expect(answered.paragraph).toMatch(/^Verified/);
    expect(answered.statements).toContainEqual({
      outcome: 'proved',
      code: 'entry.included',
      params: { leaf: 17, size: 300 },
      text: expect.stringContaining('entry 17'),
    });
  });

  it('walks a saved log, and one on the web', async () => {
    for (const [path, bytes] of log) save(`saved/${path}`, bytes);
    expect(await verify(join(folder, 'saved'), '--vkey', vkey, '--checkpoint', old)).toMatchObject({ code: 0 });
    for (const url of [address, `${address}/`, `${address}/checkpoint`])
      expect(await verify(url, '--vkey', vkey, '--checkpoint', old)).toMatchObject({ code: 0 });
    expect(new Set(asked.map(({ token }) => token))).toEqual(new Set(['Bearer secret']));
  });

  it('asks again what a busy server refused, and gives up on one that is broken', async () => {
    let busy = 2;
    answer = (path) => (busy-- > 0 ? [503, ''] : honest(path));
    expect(await verify(address, '--vkey', vkey)).toMatchObject({ code: 0 });
    answer = () => [401, ''];
    const { code, out } = await verify(address, '--vkey', vkey);
    expect(out).toContain('the server answered 401 (a token is needed: --token)');
    expect(code).toBe(1);
    answer = (path) => (path === 'checkpoint' ? honest(path) : [200, Buffer.alloc(20_000_000)]);
    expect((await verify(address, '--vkey', vkey)).out).toContain('larger than any part of a log');
  });

  it('says 2 when it did not understand, and sends a token over https only', async () => {
    const cases: [string[], string][] = [
      [[], 'nothing to verify'],
      [[proof], 'no --vkey'],
      [[proof, '--vkey', 'nonsense'], 'name+hash+base64'],
      [['nowhere', '--vkey', vkey], 'there is no file'],
      [[proof, '--vkey', vkey, '--leaf-hash', 'ab'], '32 bytes'],
      [[proof, '--vkey', vkey, '--salt', 'ab'], 'belong together'],
      [[proof, '--vkey', vkey, '--grace', '-1'], '--grace'],
      [[proof, '--frobnicate'], 'frobnicate'],
      [['http://log.example/v1/log/', '--vkey', vkey], 'https only'],
      [[address, address, '--vkey', vkey], 'one log'],
    ];
    for (const [args, message] of cases) {
      const { code, err } = await verify(...args);
      expect({ args, code, said: err.includes(message) }).toEqual({ args, code: 2, said: true });
    }
    expect(await verify('--help')).toMatchObject({ code: 0 });
  });

  it('lets nothing that a row says look like a verdict or steer the terminal', async () => {
    const note = noteOf(300).replace('log.example/rivertown', 'x”\u202e\u200bVerified.');
    const { out } = await verify(save('evil.note', note), '--vkey', vkey);
    expect(out).toMatch(/^NOT VERIFIED/);
    expect(/[\p{Cc}\p{Cf}]/u.test(out.trim())).toBe(false);
  });
});
