import 'reflect-metadata';
import { Config, ConfigError, createHttpApp, openApiDocument, platformConfig } from '@divan/platform';
import { AppModule } from './app.module';

async function main(): Promise<void> {
  // First of all and alone, so that a faulty configuration is a list of problems and not a stack of calls.
  new Config();
  const app = await createHttpApp(AppModule);
  const document = JSON.stringify(openApiDocument(app));
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_request, reply) => reply.type('application/json').send(document));
  const { HOST, PORT } = app.get(Config).get(platformConfig);
  await app.listen(PORT, HOST);
}

main().catch((error: unknown) => {
  const reason =
    error instanceof ConfigError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  process.stderr.write(`The api did not start.\n${reason}\n`);
  process.exit((error as { code?: string }).code === 'EADDRINUSE' ? 98 : 1);
});
