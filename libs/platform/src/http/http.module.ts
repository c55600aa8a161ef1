import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EtagInterceptor } from './etag';
import { IdempotencyInterceptor } from './idempotency';
import { RateLimitGuard } from './rate-limit.guard';

/**
 * What every HTTP route gets. Import it after the module that registers the sign-in guard: guards run in the order
 * of modules, and the limit counts per member once the member is known.
 */
@Module({
  providers: [
    IdempotencyInterceptor,
    EtagInterceptor,
    RateLimitGuard,
    { provide: APP_GUARD, useExisting: RateLimitGuard },
  ],
})
export class HttpModule {}
