import { Injectable, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Database, newId, type DivanRequest, type RequestContext } from '@divan/platform';
import { openNote } from '@divan/transparency-log';
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

  it('a worker wakes by notification and signs within a second of the commit', async () => {
    const jobs = test.app.get(LedgerJobs);
    await jobs.integratePending();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (let round = 0; round < 3; round += 1) {
      const before = ((await request(test.address).get('/v1/log')).body as { size: number }).size;
      await append(5);
      const committed = performance.now();
      let size = before;
      while (size < before + 5 && performance.now() - committed < 2_000) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        size = ((await request(test.address).get('/v1/log')).body as { size: number }).size;
      }
      expect(size).toBe(before + 5);
      expect(performance.now() - committed).toBeLessThan(1_000);
    }
  });
});
