import {
  Body,
  Controller,
  Get,
  Injectable,
  Module,
  Patch,
  Post,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsInt, IsString, ValidateNested } from 'class-validator';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import request from 'supertest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnvironment } from '../../../../test/support/environment';
import { newId } from '../clock/id';
import { Config } from '../config/config';
import type { RequestContext } from '../context/request-context';
import { Database } from '../database/database';
import { defineEvent, DomainEvents } from '../events/domain-events';
import { LiveEvents } from '../events/live-events';
import { AppError } from '../errors/app-error';
import { PlatformModule } from '../platform.module';
import { createHttpApp } from './bootstrap';
import { assertIfMatch, IfMatch } from './etag';
import { HttpModule } from './http.module';
import { Idempotent } from './idempotency';
import { RequestLimit } from './request-limit';
import { Ctx, Public, type DivanRequest } from './route-access';

let ctxOfTest: RequestContext;
let made = 0;

class Inner {
  @IsInt()
  size!: number;
}
class MakeRequest {
  @IsString()
  name!: string;
  @ValidateNested()
  @Type(() => Inner)
  inner!: Inner;
}

@Controller('v1/things')
class ThingsController {
  constructor(private readonly database: Database) {}

  @Post()
  @Public()
  @Idempotent()
  async make(@Ctx() ctx: RequestContext, @Body() body: MakeRequest) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (body.name === 'refused') throw new AppError('things.refused', 422, 'No.');
    await this.database.transaction(ctx, () => Promise.resolve(made++));
    if (body.name === 'crash') throw new Error('secret detail of the inside');
    return { id: made, version: 3 };
  }

  @Patch()
  @Public()
  change(@IfMatch() ifMatch: string) {
    assertIfMatch(ifMatch, 3);
    return { version: 4 };
  }

  @Get()
  @Public()
  list() {
    return { items: [] };
  }
}

@Injectable()
class TestGuard implements CanActivate {
  constructor(private readonly limit: RequestLimit) {}

  canActivate(host: ExecutionContext): boolean {
    const http = host.switchToHttp();
    const request = http.getRequest<DivanRequest>();
    request.ctx = { ...ctxOfTest };
    if (request.url.startsWith('/v1')) this.limit.take(request, http.getResponse(), ctxOfTest.actor.id);
    return true;
  }
}

let db: TestDatabase;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  db = await createTestDatabase();
  ctxOfTest = (await db.organization()).ctx;
  const config = new Config({ ...testEnvironment(db.url), RATE_LIMIT_PER_MINUTE: '60' });
  @Module({
    imports: [PlatformModule.forRoot({ process: 'api', config }), HttpModule],
    controllers: [ThingsController],
    providers: [{ provide: APP_GUARD, useClass: TestGuard }],
  })
  class TestModule {}
  app = await createHttpApp(TestModule, { quiet: true });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await db.close();
});

const make = (key: string, body: object = { name: 'a', inner: { size: 1 } }) =>
  request(url).post('/v1/things').set('Idempotency-Key', key).send(body);

describe('problem details', () => {
  it('name every faulty and unknown field by JSON pointer', async () => {
    const { status, body, headers } = await request(url)
      .post('/v1/things')
      .send({ inner: { size: 'x', extra: 1 } });
    expect(status).toBe(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body).toMatchObject({
      type: 'urn:divan:problem:platform.invalid_request',
      status: 400,
      code: 'platform.invalid_request',
      requestId: headers['x-request-id'],
    });
    expect((body as { errors: { pointer: string }[] }).errors.map((error) => error.pointer).sort()).toEqual([
      '/inner/extra',
      '/inner/size',
      '/name',
    ]);
  });

  it.each([
    ['malformed JSON', () => request(url).post('/v1/things').set('Content-Type', 'application/json').send('{'), 400],
    ['another type', () => request(url).post('/v1/things').set('Content-Type', 'text/xml').send('<a/>'), 415],
    [
      'a large body',
      () =>
        request(url)
          .post('/v1/things')
          .send({ name: 'x'.repeat(2_000_000) }),
      413,
    ],
    ['no such route', () => request(url).get('/v1/nothing'), 404],
  ])('answer %s', async (_, send, status) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  it('say nothing of the inside [V16.5.1]', async () => {
    const { status, text } = await make('inside', { name: 'crash', inner: { size: 1 } });
    expect(status).toBe(500);
    expect(text).not.toContain('secret detail');
  });
});

describe('Idempotency-Key', () => {
  it('answers a repetition as the first time, without acting again', async () => {
    const before = made;
    const first = await make('k1');
    const second = await make('"k1"');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(made).toBe(before + 1);
  });

  it('acts once for twenty at the same moment', async () => {
    const before = made;
    const answers = await Promise.all(Array.from({ length: 20 }, () => make('k2')));
    expect(made).toBe(before + 1);
    // The others wait their turn or, where they came a little later, are told what the first was told.
    const acted = answers.filter((answer) => answer.status === 201 && !answer.headers['idempotency-replayed']);
    expect(acted).toHaveLength(1);
    expect(answers.filter((answer) => ![201, 409].includes(answer.status))).toEqual([]);
  });

  it('refuses the key for another body, and a key that is none', async () => {
    await make('k3');
    const other = await make('k3', { name: 'b', inner: { size: 1 } });
    expect([other.status, (other.body as { code: string }).code]).toEqual([422, 'platform.idempotency_key_reused']);
    expect((await make('ä'.repeat(300).replace(/ä/g, 'a'))).status).toBe(400);
  });

  it('forgets a key whose request was refused, and never repeats one that was carried out', async () => {
    expect((await make('k4', { name: 'refused', inner: { size: 1 } })).status).toBe(422);
    expect((await make('k4', { name: 'refused', inner: { size: 1 } })).status).toBe(422);
    const before = made;
    expect((await make('k5', { name: 'crash', inner: { size: 1 } })).status).toBe(500);
    await db.ownerQuery(`UPDATE idempotency_keys SET locked_until = now() - interval '1 second' WHERE key = 'k5'`);
    const again = await make('k5', { name: 'crash', inner: { size: 1 } });
    expect((again.body as { code: string }).code).toBe('platform.idempotency_answer_lost');
    expect(made).toBe(before + 1);
  });
});

describe('entity tags', () => {
  it('are required and compared', async () => {
    expect((await request(url).patch('/v1/things')).status).toBe(428);
    expect((await request(url).patch('/v1/things').set('If-Match', '"2"')).status).toBe(412);
    const changed = await request(url).patch('/v1/things').set('If-Match', '"3"');
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"4"']);
  });
});

describe('the event stream', () => {
  it('sends its headers at once and carries what commits', async () => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(`${url}/v1/events`, resolve).on('error', reject).end();
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const kind = defineEvent('test.live', 1, z.object({ id: z.string() }), {
      live: (item) => ({ type: 'thing.changed', data: item }),
    });
    await app
      .get(Database)
      .transaction(ctxOfTest, (tx) => app.get(DomainEvents).publish(tx, ctxOfTest, kind, [{ id: 'x' }]));
    for (let i = 0; i < 100 && !text.includes('thing.changed'); i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(text).toMatch(/id: \d+-\d+\nevent: thing\.changed\ndata: \{"id":"x"\}\n\n/);
    response.destroy();
  });

  it('ends for whoever loses their rights while they join', async () => {
    const live = app.get(LiveEvents);
    const reader = { ...ctxOfTest, actor: { ...ctxOfTest.actor, id: newId() } };
    const end = vi.fn();
    const joining = live.subscribe(reader, undefined, () => undefined, end);
    live.disconnect(({ actor }) => actor.id === reader.actor.id);
    expect(end).toHaveBeenCalledTimes(1);
    (await joining)();
    live.disconnect(({ actor }) => actor.id === reader.actor.id);
    expect(end).toHaveBeenCalledTimes(1);
  });
});

describe('every answer', () => {
  it('carries security headers and the limit', async () => {
    const { headers } = await request(url).get('/v1/things');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['strict-transport-security']).toBeDefined();
    expect(headers['ratelimit-policy']).toBe('"default";q=60;w=60');
    expect(headers['ratelimit']).toMatch(/^"default";r=\d+;t=\d+$/);
  });

  it('is refused with Retry-After past the limit', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => request(url).get('/v1/things')));
    const refused = answers.find((answer) => answer.status === 429);
    expect((refused?.body as { code?: string }).code).toBe('platform.rate_limited');
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('health', () => {
  it('lives, is ready, shows that no worker beats, and gives metrics to this machine only', async () => {
    expect((await request(url).get('/livez')).status).toBe(200);
    const ready = await request(url).get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({
      ready: true,
      checks: { database: { ok: true }, migrations: { ok: true }, worker: { ok: false } },
    });
    expect((await request(url).get('/metrics')).text).toContain('divan_http_request_duration_seconds');
    expect((await request(url).get('/metrics').set('X-Forwarded-For', '8.8.8.8')).status).toBe(403);
  });
});

// The last, since nothing answers after it.
describe('stopping', () => {
  it('ends open event streams and does not wait for their readers', async () => {
    ctxOfTest = { ...ctxOfTest, actor: { ...ctxOfTest.actor, id: newId() } };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(`${url}/v1/events`, resolve).on('error', reject).end();
    });
    expect(response.statusCode).toBe(200);
    const ended = new Promise((resolve) => response.on('end', resolve).resume());
    const began = Date.now();
    await Promise.all([app.close(), ended]);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});
