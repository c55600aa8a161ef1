import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the fake network does at its next publishing call. */
export type Fault =
  'cut_before' | 'cut_after' | 'rate_limited' | 'refused' | 'locked_out' | 'error_page' | 'overloaded_after';

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface FakeAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Text goes out as it is; an object as JSON. */
  body?: string | object;
}

/** For tests: a network on a loopback port that can be told to fail at the worst moments. */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  fault: Fault | undefined;
  private server: Server | undefined;

  constructor(
    private readonly answer: (request: FakeRequest) => FakeAnswer,
    private readonly publishes: (request: FakeRequest) => boolean,
  ) {}

  async listen(): Promise<void> {
    this.server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const url = new URL(req.url ?? '/', 'http://fake');
        const { method = 'GET', headers } = req;
        const request = { method, path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) };
        this.requests.push(request);
        const answer = this.respond(request);
        if (answer === 'cut') return void req.socket.destroy();
        const text =
          typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body);
        res.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers }).end(text);
      });
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
  }

  get host(): string {
    return `127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.host}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => (this.server ? this.server.close(done) : done(undefined)));
  }

  private respond(request: FakeRequest): FakeAnswer | 'cut' {
    const { fault } = this;
    if (fault === undefined || !this.publishes(request)) return this.answer(request);
    this.fault = undefined;
    const before: Partial<Record<Fault, FakeAnswer | 'cut'>> = {
      cut_before: 'cut',
      rate_limited: { status: 429, headers: { 'retry-after': '7' }, body: {} },
      refused: { status: 422, body: { error: 'Refused', message: 'Text is not acceptable' } },
      error_page: { status: 418, headers: { 'content-type': 'text/html' }, body: '<h1>I am a teapot</h1>' },
    };
    const early = before[fault];
    if (early) return early;
    if (fault === 'locked_out')
      return { status: 401, body: { error: 'AccountTakedown', message: 'The account is closed' } };
    this.answer(request);
    return fault === 'cut_after' ? 'cut' : { status: 502, headers: { 'content-type': 'text/html' }, body: '' };
  }
}
