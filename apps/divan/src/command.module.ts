import { AccountsModule } from '@divan/accounts';
import { PlatformModule } from '@divan/platform';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** What commands use of the product: the same services as the api, without HTTP and without jobs. */
@Module({ imports: [PlatformModule.forRoot({ process: 'command' }), AccountsModule] })
class CommandModule {}

/** Opens the application for one piece of work. Reads the configuration of api and worker (DATABASE_URL and the rest). */
export async function withApplication<T>(
  work: (app: INestApplicationContext) => Promise<T>,
  features: Type[] = [],
): Promise<T> {
  class ExtendedModule {}
  Module({ imports: [CommandModule, ...features] })(ExtendedModule);
  const app = await NestFactory.createApplicationContext(ExtendedModule, {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
