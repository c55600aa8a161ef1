import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '@divan/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Command } from './command';

export const openApiCommand: Command = {
  name: 'openapi',
  usage: 'openapi [file]',
  summary: 'Writes the API’s OpenAPI document (docs/openapi.json) without a database.',
  async run([file = join('docs', 'openapi.json')], print) {
    await writeFile(file, `${JSON.stringify(await describeApi(), null, 2)}\n`);
    print(`Wrote ${file}.`);
  },
};

/** Preview mode makes no provider, so nothing connects and no configuration is needed. */
async function describeApi(): Promise<unknown> {
  // Loaded here: the other commands have no use for every controller.
  const { AppModule } = await import('../../api/src/app.module');
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return openApiDocument(app);
}
