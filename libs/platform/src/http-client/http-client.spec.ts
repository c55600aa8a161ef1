import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Logger } from '@nestjs/common';
import { guardedLookup, isPublicAddress, literalAddress } from './address-guard';
import { DIVAN_VERSION, HttpClient, redactUrl, type HttpClientOptions } from './http-client';
import { HttpClientError } from './http-client.errors';

type Handler = (req: IncomingMessage, res: ServerResponse) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(handler: Handler): Promise<{ origin: string; host: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((req, res) => {
    seen.push(req);
    handler(req, res);
  });
  const port = await listen(server);
  closers.push(() => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))));
  return { origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, seen };
}

function listen(server: Server | TcpServer): Promise<number> {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));
}

function client(options: HttpClientOptions = {}): HttpClient {
  const http = new HttpClient(options);
  closers.push(() => http.close());
  return http;
}

async function failure(promise: Promise<unknown>): Promise<HttpClientError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpClientError);
  return error as HttpClientError;
}

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.0.192',
    '198.18.0.1',
    '203.0.113.9',
    '168.63.129.16',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1%eth0',
    '::127.0.0.1',
    '2002:7f00:1::',
    '2002:808:808::',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::808:808',
    '2001::1',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    'fec0::1',
    'not an address',
    '',
  ])('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'accepts %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it('sees through brackets', () => expect(literalAddress('[::1]')).toBe('::1'));
});

describe('refusals before anything is sent', () => {
  it.each([
    'https://127.0.0.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://017700000001/',
    'https://127.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:7f00:1::]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://localhost/',
    'http://example.org/',
    'file:///etc/passwd',
    'ftp://example.org/',
    'https://user:secret@example.org/',
    'not a url',
  ])('refuses %s', async (url) => {
    const error = await failure(client().fetch(url));
    expect(error).toMatchObject({ code: 'refused', sent: false });
  });

  it('is asked without a request by permits()', () => {
    const http = client({ allowedHosts: ['127.0.0.1:3100'] });
    expect(http.permits('http://127.0.0.1:3100/x')).toBe(true);
    expect(http.permits('http://127.0.0.1:3101/x')).toBe(false);
    expect(client({ allowedHosts: ['127.0.0.1'] }).permits('http://127.0.0.1:3101/x')).toBe(true);
    expect(client({ allowedHosts: ['127.0.0.1'] }).permits('http://127.0.0.2:3101/x')).toBe(false);
    expect(http.permits('https://example.org')).toBe(true);
    expect(http.permits('https://10.0.0.1')).toBe(false);
  });

  it('opens exactly the allowed host and port', async () => {
    const open = await serve((_req, res) => res.end('hello'));
    const closed = await serve((_req, res) => res.end('secret'));
    const http = client({ allowedHosts: [open.host] });
    expect(await (await http.fetch(`${open.origin}/x`)).text()).toBe('hello');
    expect(await failure(http.fetch(closed.origin))).toMatchObject({ code: 'refused', sent: false });
    expect(closed.seen).toHaveLength(0);
  });
});

describe('DNS', () => {
  it('refuses a name that resolves to a private address', async () => {
    const http = client({ resolve: async () => [{ address: '10.0.0.7', family: 4 }] });
    expect(await failure(http.fetch('https://intranet.example/'))).toMatchObject({ code: 'refused', sent: false });
  });

  it('refuses a name with one public and one private address', async () => {
    const http = client({
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '::1', family: 6 },
      ],
    });
    expect(await failure(http.fetch('https://mixed.example/'))).toMatchObject({ code: 'refused', sent: false });
  });

  it('cannot be rebound: the address that was checked is the one connected to', async () => {
    let calls = 0;
    const resolve = async () => [{ address: calls++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }];
    const lookup = guardedLookup(resolve);
    const ask = () =>
      new Promise<[Error | null, unknown]>((done) =>
        lookup('rebind.example', { all: true }, (error, found) => done([error, found])),
      );
    expect(await ask()).toEqual([null, [{ address: '93.184.216.34', family: 4 }]]);
    expect((await ask())[0]?.name).toBe('RefusedAddressError');
    // And through the client: its one lookup per connection now answers with loopback, and nothing is sent.
    expect(await failure(client({ resolve }).fetch('https://rebind.example/'))).toMatchObject({
      code: 'refused',
      sent: false,
    });
    expect(calls).toBe(3);
  });

  it('reports a name that does not exist as never sent', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    expect(await failure(client({ resolve }).fetch('https://nowhere.example/'))).toMatchObject({
      code: 'unreachable',
      sent: false,
    });
  });
});

describe('redirects', () => {
  it.each([
    'https://169.254.169.254/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/',
    'http://0x7f000001/',
    'file:///etc/passwd',
  ])('does not follow one to %s', async (location) => {
    const { origin, host } = await serve((_req, res) => res.writeHead(302, { location }).end());
    expect(await failure(client({ allowedHosts: [host] }).fetch(origin))).toMatchObject({ code: 'refused' });
  });

  it('keeps credentials on one origin and drops them on another', async () => {
    const other = await serve((_req, res) => res.end('other'));
    const first = await serve((req, res) =>
      req.url === '/same'
        ? res.end('same')
        : res.writeHead(302, { location: req.url === '/a' ? '/same' : `${other.origin}/x` }).end(),
    );
    const http = client({ allowedHosts: [first.host, other.host] });
    const headers = { authorization: 'Bearer secret', cookie: 'a=b', 'x-api-key': 'secret', accept: 'text/plain' };
    expect(await (await http.fetch(`${first.origin}/a`, { headers })).text()).toBe('same');
    expect(first.seen.at(-1)?.headers.authorization).toBe('Bearer secret');
    const answer = await http.fetch(`${first.origin}/b`, { headers });
    expect([await answer.text(), answer.url]).toEqual(['other', `${other.origin}/x`]);
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(other.seen[0]?.headers[name]).toBeUndefined();
  });

  it('never repeats a body at another origin', async () => {
    const other = await serve((_req, res) => res.end());
    const first = await serve((_req, res) => res.writeHead(307, { location: other.origin }).end());
    const http = client({ allowedHosts: [first.host, other.host] });
    expect(await failure(http.fetch(first.origin, { method: 'POST', body: 'password=x' }))).toMatchObject({
      code: 'refused',
      sent: true,
    });
    expect(other.seen).toHaveLength(0);
  });

  it('stops after three, and obeys redirect: manual', async () => {
    const { origin, host, seen } = await serve((_req, res) => res.writeHead(302, { location: '/again' }).end());
    const http = client({ allowedHosts: [host] });
    expect(await failure(http.fetch(origin))).toMatchObject({ code: 'refused' });
    expect(seen).toHaveLength(4);
    expect((await http.fetch(origin, { redirect: 'manual' })).status).toBe(302);
  });
});

describe('was it sent?', () => {
  it('no, when the connection is refused', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((done) => server.close(done));
    const error = await failure(
      client({ allowedHosts: [`127.0.0.1:${port}`] }).fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x' }),
    );
    expect(error).toMatchObject({ code: 'unreachable', sent: false });
  });

  it('yes, when the connection is cut after the request', async () => {
    const { origin, host } = await serve((req) => req.socket.destroy());
    expect(await failure(client({ allowedHosts: [host] }).fetch(origin, { method: 'POST', body: 'x' }))).toMatchObject({
      code: 'broken',
      sent: true,
    });
  });

  it('yes, when the answer is cut in the middle', async () => {
    const { origin, host } = await serve((_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
      setTimeout(() => res.destroy(), 20);
    });
    expect(await failure(client({ allowedHosts: [host] }).fetch(origin))).toMatchObject({ code: 'broken', sent: true });
  });

  it('yes, when the headers do not come', async () => {
    const { origin, host } = await serve(() => undefined);
    const http = client({ allowedHosts: [host], totalTimeoutMs: 150 });
    expect(await failure(http.fetch(origin, { method: 'POST', body: 'x' }))).toMatchObject({
      code: 'timeout',
      sent: true,
    });
  });

  it('yes, when the caller gives up while waiting', async () => {
    const { origin, host } = await serve(() => undefined);
    const error = await failure(client({ allowedHosts: [host] }).fetch(origin, { signal: AbortSignal.timeout(100) }));
    expect(error).toMatchObject({ code: 'aborted', sent: true });
  });
});

describe('the answer', () => {
  it('may not be larger than the limit, declared, undeclared or unpacked', async () => {
    const { origin, host } = await serve((req, res) => {
      if (req.url === '/bomb')
        return res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
      res.writeHead(200);
      for (let i = 0; i < 20; i++) res.write(Buffer.alloc(10_000));
      return res.end();
    });
    const http = client({ allowedHosts: [host], maxResponseBytes: 50_000 });
    expect(await failure(http.fetch(origin))).toMatchObject({ code: 'too_large', sent: true });
    expect(await failure(http.fetch(`${origin}/bomb`))).toMatchObject({ code: 'too_large' });
  });

  it('may not drip for ever', async () => {
    const { origin, host } = await serve((_req, res) => {
      const drip = setInterval(() => res.write('.'), 20);
      res.on('close', () => clearInterval(drip));
    });
    const started = Date.now();
    const error = await failure(client({ allowedHosts: [host], totalTimeoutMs: 300 }).fetch(origin));
    expect(error).toMatchObject({ code: 'timeout', sent: true });
    expect(Date.now() - started).toBeLessThan(2_000);
  });

  it('is unpacked, and its bytes are exact', async () => {
    const text = '{"a": "سلام\\u00e9 🏳️‍🌈", "n": 12345678901234567890}';
    const { origin, host } = await serve((_req, res) =>
      res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text)),
    );
    expect(await (await client({ allowedHosts: [host] }).fetch(origin)).text()).toBe(text);
  });

  it('is handed over as it comes when streamed', async () => {
    const { origin, host } = await serve((_req, res) => res.writeHead(200).write('event: one\n\n'));
    const http = client({ allowedHosts: [host], totalTimeoutMs: 50 });
    const answer = await http.fetch(origin, { streamed: true });
    const { value } = await answer.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toBe('event: one\n\n');
  });

  it('may have no body at all', async () => {
    const { origin, host } = await serve((_req, res) => res.writeHead(204).end());
    expect((await client({ allowedHosts: [host] }).fetch(origin)).status).toBe(204);
  });
});

describe('the request', () => {
  it('names Divan, carries forms and files, and takes Request objects', async () => {
    const bodies: string[] = [];
    const { origin, host, seen } = await serve((req, res) => {
      const chunks: Buffer[] = [];
      req
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => (bodies.push(Buffer.concat(chunks).toString()), res.end()));
    });
    const http = client({ allowedHosts: [host] });
    const form = new FormData();
    form.set('file', new Blob(['bytes'], { type: 'image/png' }), 'a.png');
    await http.fetch(origin, { method: 'POST', body: form });
    await http.fetch(
      new Request(origin, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } }),
    );
    const version = (
      JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')) as { version: string }
    ).version;
    expect([DIVAN_VERSION, seen[0]?.headers['user-agent']]).toEqual([version, `Divan/${version}`]);
    expect(seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(bodies[0]).toContain('filename="a.png"');
    expect([seen[1]?.method, bodies[1]]).toEqual(['PUT', '{}']);
  });

  it('leaves no secret in the log [V16.2.5]', async () => {
    const lines: string[] = [];
    const spy = vi.spyOn(Logger.prototype, 'debug').mockImplementation((line: string) => void lines.push(line));
    const { origin, host } = await serve((_req, res) => res.end());
    await client({ allowedHosts: [host] }).fetch(`${origin}/oauth?code=secret#secret`, {
      headers: { authorization: 'Bearer secret' },
    });
    spy.mockRestore();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('/oauth');
    expect(lines.join()).not.toContain('secret');
    expect(redactUrl(new URL('https://u:p@h/x?y'))).toBe('https://h/x');
  });
});
