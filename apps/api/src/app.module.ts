import { Module } from '@nestjs/common';
import { HttpModule, PlatformModule } from '@divan/platform';

/** The features, in the order of their floors. */
@Module({
  imports: [PlatformModule.forRoot({ process: 'api' }), HttpModule],
})
export class AppModule {}
