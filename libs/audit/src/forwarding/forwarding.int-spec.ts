import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { etagOf, type RequestContext } from '@divan/platform';
import { AuditLog } from '../audit-log.service';
import type { AuditEventResponse } from '../audit.dto';
import { createAuditWorld, type AuditWorld } from '../audit-world.fake';
import { ForwardSender } from './forward-sender';
import { ForwardWorker } from './forward-worker';
import { ForwarderRepository } from './forwarder.repository';
import { toForwarderResponse } from './forwarder.dto';
import { ForwardersService, type NewForwarder } from './forwarders.service';
import { OctetCounting, parseSyslog, type ReceivedMessage } from './syslog-parser.fake';

let world: AuditWorld;
let forwarders: ForwardersService;
let worker: ForwardWorker;
let dana: RequestContext;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  world = await createAuditWorld({ HTTP_ALLOWED_HOSTS: '127.0.0.1,localhost', HTTP_HEADERS_TIMEOUT_MS: '600' });
  forwarders = world.app.get(ForwardersService);
  worker = world.app.get(ForwardWorker);
});
afterAll(() => world.close());
beforeEach(async () => {
  dana = await world.member();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const forwarder = async (url: string, change: Partial<NewForwarder> = {}): Promise<string> =>
  (await forwarders.create(dana, { name: 'SIEM', url, from: 'beginning', ...change })).forwarder.id;
const stateOf = async (id: string) => toForwarderResponse(await forwarders.get(dana, id));
/** Notes, integrates and forwards once. */
const note = async (...texts: string[]): Promise<void> => {
  await world.note(dana, ...texts);
  await world.integrate(dana);
};
const again = async (id: string): Promise<Date | null> => {
  await world.db.ownerQuery("UPDATE audit_forwarders SET next_attempt_at = now() - interval '1 day' WHERE id = $1", [
    id,
  ]);
  return worker.forward(dana, id);
};
const textOf = ({ message }: ReceivedMessage): unknown => (JSON.parse(message) as AuditEventResponse).detail?.['text'];
const indexOf = ({ data }: ReceivedMessage): number => Number(data['divan@32473']!['leafIndex']);

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A syslog receiver: reads a connection to its end, keeps what was complete, and closes. */
function receive(into: ReceivedMessage[]): (socket: Socket) => void {
  return (socket) => {
    const frames = new OctetCounting();
    socket.on('data', (bytes) => into.push(...frames.push(bytes).map(parseSyslog)));
    socket.on('error', () => undefined);
  };
}

describe('forwarding over syslog', () => {
  it('sends every event once and in order over TCP, and then what comes', async () => {
    const got: ReceivedMessage[] = [];
    const port = await listening(createServer(receive(got)));
    await note(...Array.from({ length: 1_200 }, (_, i) => `t${i}`));
    const id = await forwarder(`syslog+tcp://127.0.0.1:${port}`);
    expect(await worker.forward(dana, id)).toBeNull();
    expect(got.map(textOf)).toEqual(Array.from({ length: 1_200 }, (_, i) => `t${i}`));
    expect(await stateOf(id)).toMatchObject({ state: 'active', leafIndex: 1_199, behind: 0, lastError: null });
    await note('پس از آن ] " \\ \n');
    await worker.forward(dana, id);
    // The forwarder's own creation is an event, too.
    expect(got.slice(1_200).map(textOf)).toEqual([undefined, 'پس از آن ] " \\ \n']);
    expect(got.map(indexOf)).toEqual(Array.from({ length: 1_202 }, (_, i) => i));
  });

  it('begins with what comes when asked to', async () => {
    const got: ReceivedMessage[] = [];
    const port = await listening(createServer(receive(got)));
    await note('old');
    const id = await forwarder(`syslog+tcp://127.0.0.1:${port}`, { from: 'now' });
    await note('new');
    await worker.forward(dana, id);
    expect(got.map(textOf)).toEqual([undefined, 'new']);
  });

  it('speaks TLS with a receiver whose certificate is good, and with no other [V16.4.3] [V16.3.4]', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'divan-tls-'));
    const run = promisify(execFile);
    const certificate = async (name: string, subject: string): Promise<{ key: string; cert: string }> => {
      const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
      await run('openssl', [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '2',
        '-keyout',
        key,
        '-out',
        cert,
        '-subj',
        `/CN=${subject}`,
        '-addext',
        `subjectAltName=DNS:${subject}`,
      ]);
      return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
    };
    const good = await certificate('good', 'localhost');
    const other = await certificate('other', 'elsewhere.example');
    const got: ReceivedMessage[] = [];
    const port = await listening(createTlsServer(good, receive(got)));
    const wrongName = await listening(createTlsServer(other, receive(got)));
    await note('secret');
    const trusted = await forwarder(`syslog+tls://localhost:${port}`, { caCertificate: good.cert });
    const unknown = await forwarder(`syslog+tls://localhost:${port}`);
    const impostor = await forwarder(`syslog+tls://localhost:${wrongName}`, { caCertificate: other.cert });
    for (const id of [unknown, impostor]) {
      expect(await worker.forward(dana, id)).toBeInstanceOf(Date);
      expect(await stateOf(id)).toMatchObject({ state: 'failing', leafIndex: null });
    }
    expect(got).toEqual([]);
    expect((await stateOf(impostor)).lastError).toMatch(/localhost/);
    await worker.forward(dana, trusted);
    expect(got.map(textOf)).toEqual(['secret']);
    await expect(forwarder('syslog+tls://localhost', { caCertificate: 'no PEM' })).rejects.toMatchObject({
      status: 422,
    });
    await writeFile(join(folder, 'done'), '');
  });

  it('sends datagrams, and says that nobody knows whether they arrived', async () => {
    const got: ReceivedMessage[] = [];
    const socket = createSocket('udp4').on('message', (bytes) => got.push(parseSyslog(bytes)));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => socket.close(resolve)));
    await note(...Array.from({ length: 120 }, (_, i) => `u${i}`));
    const id = await forwarder(`syslog+udp://127.0.0.1:${socket.address().port}`);
    await worker.forward(dana, id);
    for (let i = 0; i < 50 && got.length < 120; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(got.map(textOf)).toEqual(Array.from({ length: 120 }, (_, i) => `u${i}`));
    expect(await forwarders.test(dana, id)).toEqual({
      ok: true,
      detail: expect.stringContaining('does not tell') as string,
    });
  });

  it('leaves out nothing when a receiver dies in the middle, closes early, or is not there [V16.4.3] [V16.5.2]', async () => {
    const got: ReceivedMessage[] = [];
    const moods = ['die', 'close', 'half', 'read'];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      const mood = moods.shift();
      if (mood === 'die') socket.once('data', () => socket.resetAndDestroy());
      else if (mood === 'close') socket.destroy();
      else if (mood === 'half') socket.end();
      else receive(got)(socket);
    });
    const port = await listening(server);
    await note(...Array.from({ length: 400 }, (_, i) => `f${i} ${'x'.repeat(2_000)}`));
    const id = await forwarder(`syslog+tcp://127.0.0.1:${port}`);
    for (const failures of [1, 2, 3]) {
      expect(await again(id)).toBeInstanceOf(Date);
      const [row] = await world.db.ownerQuery<{ failures: number }>(
        'SELECT failures FROM audit_forwarders WHERE id = $1',
        [id],
      );
      expect(row!.failures).toBe(failures);
      expect(await stateOf(id)).toMatchObject({ state: 'failing', leafIndex: null, behind: 400 });
    }
    expect(await again(id)).toBeNull();
    expect(got.map(indexOf)).toEqual(Array.from({ length: 400 }, (_, i) => i));
    expect(await stateOf(id)).toMatchObject({ state: 'active', lastError: null, failingSince: null });
    const nobody = await forwarder('syslog+tcp://127.0.0.1:1');
    await worker.forward(dana, nobody);
    expect((await stateOf(nobody)).lastError).toBe('Nobody listens at that address and port.');
    const { items } = await world.app.get(AuditLog).list(dana, { objectId: id, kind: 'audit.' }, 10);
    expect(items.map(({ kind }) => kind)).toEqual([
      'audit.forwarding-recovered',
      'audit.forwarding-failed',
      'audit.forwarder-created',
    ]);
  });
});

describe('forwarding to a collector', () => {
  type Answer = (response: ServerResponse) => void;
  async function collector(answers: Answer[] = []) {
    const requests: { headers: IncomingMessage['headers']; events: AuditEventResponse[] }[] = [];
    const server = createHttpServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const lines = Buffer.concat(parts).toString('utf8').trimEnd().split('\n');
        requests.push({
          headers: request.headers,
          events: lines.map((line) => JSON.parse(line) as AuditEventResponse),
        });
        const answer = answers.shift() ?? ((ok: ServerResponse) => ok.writeHead(204).end());
        answer(response);
      });
    });
    return { requests, url: `http://127.0.0.1:${await listening(server)}/in` };
  }

  it('posts what a pull gives, with the authorization that nobody sees again', async () => {
    const { requests, url } = await collector();
    await note('one', 'two');
    const id = await forwarder(url, { authorization: 'Bearer s3cret-token' });
    await worker.forward(dana, id);
    expect(requests).toHaveLength(1);
    expect(requests[0]!.headers).toMatchObject({
      authorization: 'Bearer s3cret-token',
      'content-type': 'application/x-ndjson',
      'idempotency-key': `"${id}:0-1"`,
    });
    const pulled = await world.app.get(AuditLog).pull(dana, {}, 2, -1);
    expect(requests[0]!.events.map(({ id: event, entry, salt }) => ({ event, entry, salt }))).toEqual(
      pulled.items.map((item) => ({
        event: item.id,
        entry: item.entry!.toString('base64'),
        salt: item.salt!.toString('base64'),
      })),
    );
    expect(JSON.stringify(await stateOf(id))).not.toContain('s3cret');
    const stored = await world.db.ownerQuery('SELECT * FROM audit_forwarders');
    expect(JSON.stringify(stored)).not.toContain('s3cret');
    const details = await world.db.ownerQuery('SELECT * FROM audit_details');
    expect(JSON.stringify(details)).not.toContain('s3cret');
  });

  it('comes again after 500, a redirect, a hang and a broken line, without a gap, and waits as it is told to', async () => {
    const { requests, url } = await collector([
      (response) => response.writeHead(500).end(),
      (response) => response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      () => undefined,
      (response) => response.socket!.destroy(),
      (response) => response.writeHead(429, { 'retry-after': '120' }).end(),
    ]);
    await note('a', 'b', 'c');
    const id = await forwarder(url);
    const errors: (string | null)[] = [];
    for (let i = 0; i < 4; i += 1) {
      expect(await again(id)).toBeInstanceOf(Date);
      errors.push((await stateOf(id)).lastError);
    }
    expect(errors[0]).toBe('The collector answered 500.');
    expect(new Set(errors).size).toBe(4);
    const wait = (await again(id))!.getTime() - Date.now();
    expect(wait).toBeGreaterThan(115_000);
    expect(await worker.forward(dana, id)).toBeInstanceOf(Date);
    expect(requests).toHaveLength(5);
    expect(await again(id)).toBeNull();
    expect(requests.at(-1)!.events.map(({ leafIndex }) => leafIndex)).toEqual([0, 1, 2]);
    expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(await stateOf(id)).toMatchObject({ state: 'active', behind: 0 });
  });

  it('is served by one worker at a time, and by the next when that one dies', async () => {
    const { requests, url } = await collector();
    await note(...Array.from({ length: 1_100 }, (_, i) => `w${i}`));
    const id = await forwarder(url);
    const outcomes = await Promise.all([1, 2, 3].map(() => worker.forward(dana, id)));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    const seen = requests.flatMap(({ events }) => events.map(({ leafIndex }) => leafIndex));
    expect(seen).toEqual(Array.from({ length: 1_100 }, (_, i) => i));
    // A worker that was killed after its batch was received and before it could say so: the batch comes twice.
    await note('x');
    const repository = world.app.get(ForwarderRepository);
    const died = vi.spyOn(repository, 'saveProgress').mockRejectedValueOnce(new Error('killed'));
    const kept = vi.spyOn(repository, 'release').mockResolvedValueOnce();
    await expect(worker.forward(dana, id)).rejects.toThrow('killed');
    died.mockRestore();
    kept.mockRestore();
    expect(await worker.forward(dana, id)).toBeInstanceOf(Date);
    await world.db.ownerQuery(`UPDATE audit_forwarders SET lease_until = now() - interval '1 second' WHERE id = $1`, [
      id,
    ]);
    expect(await world.database.system('test', (tx) => repository.neglected(tx, new Date()))).toContainEqual({
      organizationId: dana.organizationId,
      id,
    });
    expect(await worker.forward(dana, id)).toBeNull();
    const last = requests.slice(-2).map(({ events }) => events.map(({ leafIndex }) => leafIndex));
    expect(last[0]).toEqual(last[1]);
  });
});

describe('setting up a forwarder', () => {
  it('reaches no private address, neither by number nor by a name that leads there', async () => {
    const closed = await createAuditWorld();
    try {
      const ctx = await closed.member();
      const service = closed.app.get(ForwardersService);
      const make = (url: string) => service.create(ctx, { name: 'x', url, from: 'now' });
      for (const url of ['https://127.0.0.1/', 'http://collector.example/', 'https://169.254.169.254/latest'])
        await expect(make(url)).rejects.toMatchObject({ status: 422 });
      for (const host of [
        '127.0.0.1',
        'localhost',
        '[::1]',
        '0x7f.1',
        '10.0.0.1',
        '169.254.169.254',
        '[::ffff:127.0.0.1]',
      ]) {
        for (const scheme of ['tcp', 'tls', 'udp']) {
          const { forwarder: made } = await make(`syslog+${scheme}://${host}:1`);
          expect([host, await service.test(ctx, made.id)]).toEqual([
            host,
            { ok: false, detail: expect.stringMatching(/not a public one|not known/) as string },
          ]);
          await service.remove(ctx, made.id, '*');
        }
      }
    } finally {
      await closed.close();
    }
  });

  it('forgets the credentials when the host changes, and keeps them otherwise', async () => {
    const id = await forwarder('https://collector.example/in', { authorization: 'Bearer x' });
    const change = async (to: Parameters<ForwardersService['change']>[2]) =>
      toForwarderResponse(await forwarders.change(dana, id, to, etagOf((await stateOf(id)).version)));
    expect(await change({ name: 'other', url: 'https://collector.example/elsewhere' })).toMatchObject({
      authorizationSet: true,
    });
    expect(await change({ url: 'https://thief.example/in' })).toMatchObject({ authorizationSet: false });
    expect(await change({ authorization: 'Bearer y' })).toMatchObject({ authorizationSet: true });
    expect(await change({ url: 'https://third.example/', authorization: 'Bearer z' })).toMatchObject({
      authorizationSet: true,
    });
    expect(await change({ authorization: null })).toMatchObject({ authorizationSet: false });
    await expect(change({ url: 'syslog+tcp://siem.example', authorization: 'x' })).rejects.toMatchObject({
      status: 422,
    });
    await expect(forwarders.change(dana, id, {}, '"1"')).rejects.toMatchObject({ status: 412 });
    await expect(forwarders.remove(dana, id, '"1"')).rejects.toMatchObject({ status: 412 });
  });

  it('pauses, goes on where it stopped, and is nobody’s of another organization', async () => {
    const sent = vi.spyOn(world.app.get(ForwardSender), 'send').mockResolvedValue();
    const id = await forwarder('https://collector.example/');
    await note('1');
    await forwarders.change(dana, id, { state: 'paused' }, '*');
    expect(await worker.forward(dana, id)).toBeNull();
    expect(sent).not.toHaveBeenCalled();
    expect(await stateOf(id)).toMatchObject({ state: 'paused', behind: 2 });
    await forwarders.change(dana, id, { state: 'active' }, '*');
    await worker.forward(dana, id);
    expect(await stateOf(id)).toMatchObject({ state: 'active', behind: 0 });
    sent.mockRestore();
    const other = await world.member();
    await expect(forwarders.get(other, id)).rejects.toMatchObject({ status: 404 });
    await expect(forwarders.test(other, id)).rejects.toMatchObject({ status: 404 });
    expect(await forwarders.list(other)).toEqual([]);
    for (let i = 1; i < 10; i += 1) await forwarder('https://collector.example/');
    await expect(forwarder('https://collector.example/')).rejects.toMatchObject({ code: 'audit.too_many_forwarders' });
  });
});
