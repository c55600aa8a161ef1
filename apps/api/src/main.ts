import 'reflect-metadata';
import { Config, createHttpApp, openApiDocument, platformConfig, startFailure } from '@divan/platform';
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

main().catch(startFailure('api'));
