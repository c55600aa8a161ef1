import { Injectable, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Database, newId, type DivanRequest, type RequestContext } from '@divan/platform';
import { openNote, readNote, verifyConsistency } from '@divan/transparency-log';
import request from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { Ledger, LedgerIntegrator, LedgerModule } from '.';
import { LedgerJobs } from './ledger.jobs';

let ctx: RequestContext;

@Injectable()
class TestGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    host.switchToHttp().getRequest<DivanRequest>().ctx = ctx;
    return true;
  }
}

@Module({ imports: [LedgerModule], providers: [{ provide: APP_GUARD, useClass: TestGuard }] })
class SignedInModule {}

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp({ modules: [SignedInModule] });
  ({ ctx } = await test.organization());
});
afterAll(() => test.close());

const append = (count: number): Promise<void> =>
  test.app.get(Database).transaction(ctx, (tx) =>
    test.app.get(Ledger).append(
      tx,
      Array.from({ length: count }, (_, n) => ({ id: newId(), entry: { n } })),
    ),
  );

describe('the log over HTTP', () => {
  it('describes an empty log', async () => {
    const { body } = await request(test.address).get('/v1/log').expect(200);
    expect(body).toMatchObject({
      origin: null,
      size: 0,
      root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      pending: 0,
      lagSeconds: 0,
      alarms: [],
      public: false,
      witnesses: [],
      timestamping: null,
      keyId: null,
      version: 1,
    });
    await request(test.address)
      .get('/v1/log/checkpoint')
      .expect(404)
      .expect('content-type', /problem\+json/);
  });

  it('serves what C2SP tlog-tiles asks for, with its types and lifetimes', async () => {
    await append(300);
    await test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
    const { body } = await request(test.address).get('/v1/log').expect(200);
    const checkpoint = await request(test.address)
      .get('/v1/log/checkpoint')
      .expect(200)
      .expect('content-type', 'text/plain; charset=utf-8');
    expect(openNote(checkpoint.text, [body.vkey as string]).text).toBe(`${body.origin}\n300\n${body.root}\n`);
    for (const [path, bytes] of [
      ['tile/0/000', 8192],
      ['tile/0/001.p/44', 1408],
      ['tile/1/000.p/1', 32],
    ] as const) {
      const tile = await request(test.address).get(`/v1/log/${path}`).responseType('blob').expect(200);
      expect((tile.body as Buffer).length).toBe(bytes);
      expect(tile.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'cache-control': 'private, max-age=31536000, immutable',
      });
    }
    const entries = await request(test.address).get('/v1/log/tile/entries/001.p/44').responseType('blob').expect(200);
    expect((entries.body as Buffer).subarray(2, 11).toString()).toBe('{"n":256}');
    const missing = await request(test.address).get('/v1/log/tile/0/002').expect(404);
    expect(missing.headers['cache-control'] ?? '').not.toContain('immutable');
    const proof = await request(test.address)
      .get('/v1/log/proofs/299')
      .expect(200)
      .expect('content-type', 'text/plain; charset=utf-8');
    expect(proof.text).toContain('c2sp.org/tlog-proof@v1\nindex 299\n');
    await request(test.address).get('/v1/log/proofs/300').expect(404);
    await request(test.address).get('/v1/log/proofs/x').expect(400);
  });

  it('a worker wakes by notification', async () => {
    const jobs = test.app.get(LedgerJobs);
    await jobs.integratePending();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let round = 0; round < 3; round += 1) {
      const before = ((await request(test.address).get('/v1/log')).body as { size: number }).size;
      await append(5);
      // Nothing looks by itself here: only the notification can have brought it about.
      let size = before;
      for (let tries = 0; size < before + 5 && tries < 500; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        size = ((await request(test.address).get('/v1/log')).body as { size: number }).size;
      }
      expect(size).toBe(before + 5);
    }
    // What follows integrates by hand.
    await jobs.beforeApplicationShutdown();
  });

  it('lists checkpoints, newest first, page by page, and gives each by its size', async () => {
    const sizes: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      await append(3);
      await test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
      sizes.unshift(((await request(test.address).get('/v1/log')).body as { size: number }).size);
    }
    const seen: number[] = [];
    let cursor: string | null = '';
    for (let page = 0; page < 2; page += 1) {
      const { body } = await request(test.address).get(`/v1/log/checkpoints?limit=2&cursor=${cursor}`).expect(200);
      for (const item of body.items as { size: number; note: string; root: string }[]) {
        seen.push(item.size);
        expect(item).toMatchObject({ witnesses: [], timestampedAt: null, signedAt: expect.any(String) });
        expect(item.note).toContain(`\n${item.size}\n${item.root}\n`);
        const note = await request(test.address).get(`/v1/log/checkpoints/${item.size}`).expect(200);
        expect(note.text).toBe(item.note);
      }
      cursor = body.nextCursor as string;
    }
    expect(seen).toEqual(sizes.slice(0, 4));
    for (const none of [sizes[0]! + 1, '99999999999999999999', '99999999999999999999/timestamp'])
      await request(test.address).get(`/v1/log/checkpoints/${none}`).expect(404);
    await request(test.address).get(`/v1/log/checkpoints/${sizes[0]!}/timestamp`).expect(404);
    await request(test.address).get('/v1/log/checkpoints/x').expect(400);
    await request(test.address).get(`/v1/log/checkpoints/${sizes[0]!}?cosignatures=all`).expect(400);
    await request(test.address).get('/v1/log/checkpoints?cursor=x').expect(400);
  });

  it('proves consistency between any two sizes, signed or not', async () => {
    const { body: log } = await request(test.address).get('/v1/log');
    const { size, vkey, checkpoint } = log as { size: number; vkey: string; checkpoint: string };
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
    for (const [from, to] of [
      [1, 2],
      [1, size],
      [255, 257],
      [256, 257],
      [257, size - 1],
      [size, size],
      [size - 1, undefined],
    ] as const) {
      const { body } = await request(test.address)
        .get(`/v1/log/consistency?from=${from}${to === undefined ? '' : `&to=${to}`}`)
        .expect(200);
      expect(body).toMatchObject({ size1: from, size2: to ?? size });
      verifyConsistency({
        size1: from,
        size2: to ?? size,
        root1: bytes(body.root1 as string),
        root2: bytes(body.root2 as string),
        proof: (body.proof as string[]).map(bytes),
      });
      if ((to ?? size) === size) {
        expect(body.checkpoint).toBe(checkpoint);
        expect(openNote(checkpoint, [vkey]).text).toContain(body.root2);
      } else expect(body.checkpoint).toBeNull();
    }
    await request(test.address).get('/v1/log/consistency?from=1&to=300').expect(200);
    const refused: [string, number, string][] = [
      [`from=1&to=${size + 1}`, 404, 'ledger.size_beyond_head'],
      [`from=${size + 1}`, 404, 'ledger.size_beyond_head'],
      ['from=3&to=2', 400, 'ledger.sizes_reversed'],
      ['from=0&to=2', 400, 'platform.invalid_request'],
      ['to=2', 400, 'platform.invalid_request'],
      ['from=1.5', 400, 'platform.invalid_request'],
      ['from=9007199254740993', 400, 'platform.invalid_request'],
    ];
    for (const [query, code, name] of refused) {
      const { body } = await request(test.address).get(`/v1/log/consistency?${query}`).expect(code);
      expect(body.code).toBe(name);
    }
  });

  it('proves a leaf under any signed size', async () => {
    const { text } = await request(test.address).get('/v1/log/proofs/7?size=300').expect(200);
    expect(text).toContain('\n300\n');
    for (const [path, code] of [
      ['proofs/7?size=299', 'ledger.size_not_signed'],
      ['proofs/300?size=300', 'ledger.leaf_not_covered'],
    ] as const) {
      const { body } = await request(test.address).get(`/v1/log/${path}`).expect(404);
      expect(body.code).toBe(code);
    }
    await request(test.address).get('/v1/log/proofs/7?size=0').expect(400);
  });

  it('is open to nobody until an administrator opens it, and closed again at once', async () => {
    const open = (path: string) => request(test.address).get(`/v1/public-logs/${ctx.organizationId}/${path}`);
    await open('checkpoint').expect(404);
    await open('tile/0/000').expect(404);
    await request(test.address).patch('/v1/log').send({ public: true }).expect(428);
    await request(test.address).patch('/v1/log').set('If-Match', '"7"').send({ public: true }).expect(412);
    await request(test.address).patch('/v1/log').set('If-Match', '"1"').send({ public: 'yes' }).expect(400);
    const opened = await request(test.address).patch('/v1/log').set('If-Match', '"1"').send({ public: true });
    expect(opened.body).toMatchObject({ public: true, version: 2 });
    expect(opened.headers['etag']).toBe('"2"');
    const { text } = await open('checkpoint').expect(200).expect('content-type', 'text/plain; charset=utf-8');
    expect(openNote(text, [opened.body.vkey as string]).verified).toHaveLength(1);
    const tile = await open('tile/0/000').responseType('blob').expect(200);
    expect(tile.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    await open('tile/0/999').expect(404);
    for (const id of [newId(), 'x', "'; DROP TABLE ledger_logs"])
      await request(test.address)
        .get(`/v1/public-logs/${encodeURIComponent(id)}/checkpoint`)
        .expect(404);
    await request(test.address).patch('/v1/log').set('If-Match', '"2"').send({ public: false }).expect(200);
    await open('checkpoint').expect(404);
  });

  it('rotates keys once for one Idempotency-Key', async () => {
    const rotate = () =>
      request(test.address).post('/v1/log/keys').set('Idempotency-Key', 'once').send({ reason: 'Yearly.' });
    const { body } = await rotate().expect(201);
    expect(body).toMatchObject({ activeSince: null, retiredAt: null, reason: 'Yearly.', handover: null });
    expect((await rotate().expect(201)).body).toEqual(body);
    await request(test.address).post('/v1/log/keys').send({ reason: '' }).expect(400);
    await request(test.address).post('/v1/log/keys').send({ reason: 'x', origin: 'evil' }).expect(400);
    const { body: waiting } = await request(test.address).post('/v1/log/keys').send({ reason: 'Again.' }).expect(409);
    expect(waiting.code).toBe('ledger.rotation_waiting');
    await test.app.get(LedgerIntegrator).integrate(ctx.organizationId);
    const { body: keys } = await request(test.address).get('/v1/log/keys').expect(200);
    expect(keys.items).toHaveLength(2);
    expect(readNote(keys.items[0].handover as string).signatures).toHaveLength(2);
    expect(keys.items[1]).toMatchObject({ retiredAt: keys.items[0].activeSince, handover: null });
    const { body: log } = await request(test.address).get('/v1/log');
    expect(log.keyId).toBe(keys.items[0].keyId);
    expect(JSON.stringify(keys)).not.toContain('PRIVATE');
  });

  it('acknowledges a fork over HTTP only where something is lost', async () => {
    const acknowledge = (body: object) => request(test.address).post('/v1/log/fork-acknowledgements').send(body);
    const { body } = await acknowledge({ reason: 'x', lostSize: 1 }).expect(422);
    expect(body).toMatchObject({ code: 'ledger.nothing_lost', errors: [{ pointer: '/lostSize' }] });
    for (const bad of [{}, { reason: 'x', lostSize: 0 }, { reason: 'x', lostSize: 1.5 }, { reason: '', lostSize: 9 }])
      await acknowledge(bad).expect(400);
    const { size } = (await request(test.address).get('/v1/log')).body as { size: number };
    const fork = await acknowledge({ reason: 'Restored from a backup.', lostSize: size + 50 }).expect(201);
    expect(fork.body).toMatchObject({ size: size + 1, lostSize: size + 50 });
    const { body: log } = await request(test.address).get('/v1/log');
    expect(log).toMatchObject({ origin: fork.body.origin, keyId: fork.body.keyId, alarms: [] });
  });
});
