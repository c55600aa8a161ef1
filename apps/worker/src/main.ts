import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Config, serveHealth, startFailure } from '@divan/platform';
import { Logger } from 'nestjs-pino';
import { WorkerModule } from './worker.module';
import { workerConfig } from './worker.config';

async function main(): Promise<void> {
  // First of all and alone, so that a faulty configuration is a list of problems and not a stack of calls.
  new Config();
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  const { HEALTH_HOST, HEALTH_PORT } = app.get(Config).get(workerConfig);
  await serveHealth(app, HEALTH_HOST, HEALTH_PORT);
}

main().catch(startFailure('worker'));
