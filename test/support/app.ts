import type { AddressInfo } from 'node:net';
import { createHttpApp, HttpModule, PlatformModule } from '@divan/platform';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, type TestDatabase } from './database';
import { testEnvironment } from './environment';

export interface TestApp extends TestDatabase {
  app: NestFastifyApplication;
  /** The worker in the same process, when it was asked for. */
  worker: INestApplicationContext | undefined;
  /** http://127.0.0.1:<port> */
  address: string;
}

export interface TestAppOptions {
  /** Only these features over the platform; the whole api when left out. */
  modules?: Type[];
  /** Also run jobs and schedules. */
  worker?: boolean;
  /** More environment, for example `HTTP_ALLOWED_HOSTS`. */
  env?: Record<string, string>;
}

/** The real application over a database of its own, on a free port. `close()` ends both. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const test = await createTestDatabase();
  // The application reads it as it would anywhere; after the spec file it is as it was (each-file.ts).
  Object.assign(process.env, testEnvironment(test.url), options.env);
  const app = await createHttpApp(options.modules ? moduleOf(options.modules) : await apiModule(), { quiet: true });
  await app.listen(0, '127.0.0.1');
  const worker = options.worker ? await startWorker() : undefined;
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    ...test,
    app,
    worker,
    address: `http://127.0.0.1:${port}`,
    async close() {
      await worker?.close();
      await app.close();
      await test.close();
    },
  };
}

// Loaded late: most specs need a few features, and not all of them.
async function apiModule(): Promise<Type> {
  return (await import('../../apps/api/src/app.module.js')).AppModule;
}

async function startWorker(): Promise<INestApplicationContext> {
  const { WorkerModule } = await import('../../apps/worker/src/worker.module.js');
  return NestFactory.createApplicationContext(WorkerModule, { logger: ['fatal'], abortOnError: false });
}

function moduleOf(modules: Type[]): Type {
  class TestModule {}
  Module({ imports: [PlatformModule.forRoot({ process: 'api' }), ...modules, HttpModule] })(TestModule);
  return TestModule;
}
