import { Test, type TestingModule } from '@nestjs/testing';
import { Config, newId, PlatformModule, type Database, type RequestContext } from '@divan/platform';
import { LedgerIntegrator } from '@divan/ledger';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { testEnvironment } from '../../../test/support/environment';
import { Audit, auditKind, AuditModule, type AuditItem } from '.';
import { AuditIndexer } from './search/audit-indexer';

/** What the specs of this lib write. */
export const noted = auditKind('test.thing-noted', 1, z.object({ text: z.string() }));
export const barred = auditKind('test.thing-barred', 1, z.object({ text: z.string() }));

/** The audit log over a database of its own, without the worker: a spec integrates and indexes when it wants. */
export interface AuditWorld {
  db: TestDatabase;
  database: Database;
  app: TestingModule;
  audit: Audit;
  /** A member of a new organization. */
  member(name?: string): Promise<RequestContext>;
  /** Somebody else of the same organization. */
  colleague(of: RequestContext, name: string): RequestContext;
  note(ctx: RequestContext, ...texts: string[]): Promise<void>;
  write(ctx: RequestContext, items: AuditItem<{ text: string }>[]): Promise<void>;
  integrate(ctx: RequestContext): Promise<void>;
  integrateAndIndex(ctx: RequestContext): Promise<void>;
  close(): Promise<void>;
}

export async function createAuditWorld(env: Record<string, string> = {}): Promise<AuditWorld> {
  const db = await createTestDatabase();
  const app = await Test.createTestingModule({
    imports: [
      PlatformModule.forRoot({ process: 'command', config: new Config({ ...testEnvironment(db.url), ...env }) }),
      AuditModule,
    ],
  }).compile();
  await app.init();
  const { database } = db;
  const [audit, integrator, indexer] = [app.get(Audit), app.get(LedgerIntegrator), app.get(AuditIndexer)];
  const colleague = (of: RequestContext, name: string): RequestContext => ({
    ...of,
    requestId: newId(),
    actor: { kind: 'member', id: newId(), name },
    origin: { address: '203.0.113.7', userAgent: 'Firefox/150', sessionId: newId() },
  });
  const write = (ctx: RequestContext, items: AuditItem<{ text: string }>[]): Promise<void> =>
    database.transaction({ organizationId: ctx.organizationId }, (tx) => audit.writeMany(tx, ctx, noted, items));
  const integrate = async (ctx: RequestContext): Promise<void> => void (await integrator.integrate(ctx.organizationId));
  return {
    db,
    database,
    app,
    audit,
    colleague,
    member: async (name = 'Dana Reyes') => colleague((await db.organization()).ctx, name),
    write,
    note: (ctx, ...texts) =>
      write(
        ctx,
        texts.map((text) => ({ object: { type: 'thing', id: newId() }, detail: { text } })),
      ),
    integrate,
    async integrateAndIndex(ctx) {
      await integrate(ctx);
      await indexer.index(ctx);
    },
    async close() {
      await app.close();
      await db.close();
    },
  };
}
