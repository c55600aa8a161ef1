import { Module } from '@nestjs/common';
import { PlatformModule } from '@divan/platform';

/** The features, in the order of their floors. */
@Module({
  imports: [PlatformModule.forRoot({ process: 'worker' })],
})
export class WorkerModule {}
