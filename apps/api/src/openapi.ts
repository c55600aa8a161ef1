import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { openApiDocument } from '@divan/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';

/** Writes the API's document into the given file. In preview mode: nothing connects, no configuration is needed. */
async function main(file: string): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  await writeFile(file, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
}

main(process.argv[2] ?? 'docs/openapi.json').then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
