import { type DivanRequest, DomainEvents, newId, type RequestContext } from '@divan/platform';
import { decisionMade } from '@divan/approvals';
import { LedgerIntegrator } from '@divan/ledger';
import { rootHash } from '@divan/transparency-log';
import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import request from 'supertest';
import { createTestApp, type TestApp } from '../../../test/support/app';
import { ArchiveModule } from './archive.module';

let ctx: RequestContext;

@Injectable()
class TestGuard implements CanActivate {
  canActivate(host: ExecutionContext): boolean {
    host.switchToHttp().getRequest<DivanRequest>().ctx = ctx;
    return true;
  }
}

@Module({ imports: [ArchiveModule], providers: [{ provide: APP_GUARD, useClass: TestGuard }] })
class SignedInModule {}

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ modules: [SignedInModule] });
  ({ ctx } = await test.organization());
  const items = Array.from({ length: 5 }, () => ({
    decisionId: newId(),
    requestId: newId(),
    postId: newId(),
    contentHash: 'b'.repeat(64),
    content: '{"version":1}',
    decision: 'reject' as const,
    comment: 'پل باز است',
    decidedBy: { id: newId(), name: 'Lena' },
    decidedAt: '2026-11-22T09:00:00.000Z',
  }));
  await test.database.transaction(ctx, (tx) => test.app.get(DomainEvents).publish(tx, ctx, decisionMade, items));
  await test.app.get(LedgerIntegrator, { strict: false }).integrate(ctx.organizationId);
});
afterAll(() => test?.close());

const get = (path: string) => request(test.address).get(path);

describe('records over HTTP', () => {
  it('are pulled in pages that recompute to the checkpoint', async () => {
    const hashes: Buffer[] = [];
    for (let after = -1; ;) {
      const { body } = await get(`/v1/records?after=${after}&limit=2`).expect(200);
      hashes.push(...body.leafHashes.hashes.map((hash: string) => Buffer.from(hash, 'base64')));
      after = body.nextAfter;
      if (after < body.checkpoint.size - 1) continue;
      expect(Buffer.from(rootHash(hashes)).toString('base64')).toBe(body.checkpoint.root);
      expect(body.checkpoint.note).toContain(body.checkpoint.origin);
      break;
    }
    expect(hashes).toHaveLength(5);
  });

  it('are read newest first, one by one and as they came', async () => {
    const page = await get('/v1/records?order=newest&limit=2').expect(200);
    expect(page.body.items.map((item: { leafIndex: number }) => item.leafIndex)).toEqual([4, 3]);
    expect(page.body.nextCursor).toBe('3');
    const next = await get(`/v1/records?order=newest&before=${page.body.nextCursor}&limit=10`).expect(200);
    expect(next.body.items).toHaveLength(3);
    expect(next.body.nextCursor).toBeNull();
    const { id, payload } = page.body.items[0];
    const one = await get(`/v1/records/${id}`).expect(200);
    expect(one.body).toMatchObject({
      class: 'approval_decision',
      activity: { type: 'Reject', summary: 'پل باز است' },
      channel: null,
    });
    const bytes = await get(`/v1/records/${id}/payload`)
      .buffer(true)
      .expect(200)
      .expect('content-length', String(payload.bytes));
    expect(bytes.headers['content-disposition']).toMatch(/^attachment/);
    await get(`/v1/records/${newId()}`).expect(404);
    await get('/v1/records?after=-2').expect(400);
    await get('/v1/records?offset=3').expect(400);
  });
});
