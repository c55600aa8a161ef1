import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clock, Database, newId, type RequestContext } from '@divan/platform';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { AttestationService } from './attestation.service';
import { LogService } from './log.service';
import { LogStatusService } from './log-status.service';

const OPENSSL = 'openssl';
const folder = mkdtempSync(join(tmpdir(), 'divan-tsa-'));
const inFolder = (name: string): string => join(folder, name);
const openssl = (...args: string[]): string =>
  execFileSync(OPENSSL, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;
if (!hasOpenssl) console.warn('openssl is not there: the tests of time-stamps are skipped');
const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

/** A time-stamping authority of openssl's own. */
function makeAuthority(): void {
  writeFileSync(
    inFolder('tsa.cnf'),
    `[req]
distinguished_name = dn
prompt = no
[dn]
CN = Test Authority
[tsa_ext]
keyUsage = critical,nonRepudiation,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa_config
[tsa_config]
dir = ${folder}
serial = $dir/serial
crypto_device = builtin
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
certs = $dir/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_alg = sha256
`,
  );
  writeFileSync(inFolder('serial'), '01');
  openssl('req', '-x509', '-config', 'tsa.cnf', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', '-config', 'tsa.cnf', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'tsa.key', '-out', 'tsa.csr');
  const [ca, ext] = [
    ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ['-extfile', 'tsa.cnf', '-extensions', 'tsa_ext'],
  ];
  openssl('x509', '-req', '-in', 'tsa.csr', ...ca, '-out', 'tsa.pem', ...ext);
}

function reply(request: Buffer): Buffer {
  writeFileSync(inFolder('request.tsq'), request);
  openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr');
  return readFileSync(inFolder('reply.tsr'));
}

describeWithOpenssl('time-stamps of checkpoints', () => {
  let test: TestApp;
  let ctx: RequestContext;
  let server: Server;
  let answer: (request: Buffer) => { status?: number; type?: string; body: Buffer };
  let asked = 0;
  let now = Date.now();

  beforeAll(async () => {
    makeAuthority();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked += 1;
        const { status = 200, type = 'application/timestamp-reply', body } = answer(Buffer.concat(chunks));
        response.writeHead(status, { 'content-type': type }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    test = await createTestApp({
      modules: [LedgerModule],
      env: { LEDGER_TSA_URL: `http://${host}/tsr`, LEDGER_TSA_MINUTES: '60', HTTP_ALLOWED_HOSTS: host },
    });
    vi.spyOn(test.app.get(AttestationService)['logger'], 'warn').mockImplementation(() => undefined);
    vi.spyOn(test.app.get(Clock), 'now').mockImplementation(() => new Date(now));
  });
  afterAll(async () => {
    await test.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    await test.ownerQuery('DELETE FROM ledger_logs');
    ({ ctx } = await test.organization());
    asked = 0;
    now = Date.now();
    answer = (request) => ({ body: reply(request) });
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
  const round = async (minutes: number): Promise<void> => {
    now += minutes * 60_000;
    await test.app.get(AttestationService).run();
  };
  const timestamping = async () => (await test.app.get(LogStatusService).describe(ctx)).timestamping!;

  it('are verified by openssl against the bytes of the note as first signed', async () => {
    await grow(3);
    expect(await timestamping()).toMatchObject({ state: 'behind', lastSize: null });
    await round(1);
    const log = test.app.get(LogService);
    writeFileSync(inFolder('note'), (await log.checkpointAt(ctx, 3)).signedNote);
    writeFileSync(inFolder('note.tsr'), await log.timestamp(ctx, 3));
    const verify = ['ts', '-verify', '-in', 'note.tsr', '-CAfile', 'ca.pem', '-data'];
    expect(openssl(...verify, 'note')).toContain('Verification: OK');
    writeFileSync(inFolder('other'), (await log.checkpointAt(ctx, 3)).signedNote.replace('\n3\n', '\n4\n'));
    expect(() => openssl(...verify, 'other')).toThrow();
    const { state, lastSize, lastAttestedAt } = await timestamping();
    expect({ state, lastSize }).toEqual({ state: 'current', lastSize: 3 });
    expect(Math.abs(lastAttestedAt!.getTime() - Date.now())).toBeLessThan(60_000);
    const [listed] = (await log.listCheckpoints(ctx, 1)).items;
    expect(listed!.timestampedAt).toEqual(lastAttestedAt);
    await expect(log.timestamp(ctx, 2)).rejects.toMatchObject({ status: 404 });
  });

  it('are asked for at most once an hour, and only when the log grew', async () => {
    await grow(1);
    await round(1);
    await grow(1);
    await round(30);
    expect(asked).toBe(1);
    await round(31);
    expect(asked).toBe(2);
    await round(120);
    expect(asked).toBe(2);
    await grow(1);
    await round(1);
    expect(asked).toBe(3);
  });

  const other = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy[40]! ^= 1;
    return copy;
  };
  const faults: [string, typeof answer][] = [
    ['a failure', () => ({ status: 500, body: Buffer.from('secret') })],
    ['something else', () => ({ type: 'text/html', body: Buffer.from('<p>') })],
    ['nothing', () => ({ body: Buffer.alloc(0) })],
    ['garbage', () => ({ body: Buffer.from('3003020100', 'hex') })],
    ['a refusal', () => ({ body: reply(Buffer.from('3000', 'hex')) })],
    ['half a stamp', (request) => ({ body: reply(request).subarray(0, 300) })],
    ['bytes behind the stamp', (request) => ({ body: Buffer.concat([reply(request), Buffer.from([0])]) })],
    ['a stamp of other bytes', (request) => ({ body: reply(other(request)) })],
    ['an old stamp of the same bytes', (request) => ({ body: reply(withNonce(request)) })],
  ];
  it.each(faults)('%s is not taken for one, is asked again, and never holds the log up', async (_, fault) => {
    await grow(1);
    answer = fault;
    await round(1);
    expect(await timestamping()).toMatchObject({ state: 'failing', lastSize: null, lastError: expect.any(String) });
    expect((await timestamping()).lastError).not.toContain('secret');
    expect(await grow(1)).toEqual({ state: 'done', integrated: 1 });
    answer = (request) => ({ body: reply(request) });
    await round(1);
    expect(await timestamping()).toMatchObject({ state: 'current', lastSize: 2, lastError: null });
  });
});

/** The same request with another nonce: its last INTEGER, before the BOOLEAN at the end. */
function withNonce(request: Buffer): Buffer {
  const copy = Buffer.from(request);
  copy[copy.length - 4]! ^= 1;
  return copy;
}
