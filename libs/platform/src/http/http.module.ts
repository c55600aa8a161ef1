import { Module } from '@nestjs/common';
import { EtagInterceptor } from './etag';
import { IdempotencyInterceptor } from './idempotency';

/** What every HTTP route gets. The limit of requests is the guard's to apply: only it knows who asks. */
@Module({
  providers: [IdempotencyInterceptor, EtagInterceptor],
})
export class HttpModule {}
