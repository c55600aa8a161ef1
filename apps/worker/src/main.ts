import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Config, ConfigError, serveHealth } from '@divan/platform';
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

main().catch((error: unknown) => {
  const reason =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`The worker did not start.\n${reason}\n`);
  process.exit((error as { code?: string }).code === 'EADDRINUSE' ? 98 : 1);
});
