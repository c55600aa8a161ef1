import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { LoggerModule } from 'nestjs-pino';
import { Clock } from './clock/clock';
import { Config } from './config/config';
import { platformConfig } from './config/platform.config';
import { SecretBox } from './crypto/secret-box';
import { Database, POOL } from './database/database';
import { openPool } from './database/pool';
import { DomainEvents } from './events/domain-events';
import { LiveEvents } from './events/live-events';
import { OutboxJobs } from './events/outbox.jobs';
import { HealthController } from './health/health.controller';
import { Heartbeat } from './health/heartbeat';
import { Metrics } from './health/metrics';
import { Readiness } from './health/readiness';
import { HttpClient } from './http-client/http-client';
import { EventsController } from './http/events.controller';
import { RequestLimit } from './http/request-limit';
import { JobRunner } from './jobs/job-runner';
import { Jobs } from './jobs/jobs';
import { MethodScan } from './jobs/method-scan';
import { loggerOptions } from './logging/logger.options';
import { Mail } from './mail/mail';
import { MailJobs } from './mail/mail.jobs';
import { MailRepository } from './mail/mail.repository';

export interface PlatformOptions {
  /** What this process does: answer HTTP, or run jobs and schedules. */
  process: 'api' | 'worker' | 'command';
  /** For tests. */
  config?: Config;
}

/** What every feature stands on. Imported once, by the application. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot({ process, config }: PlatformOptions): DynamicModule {
    const common: Provider[] = [
      Clock,
      { provide: Config, useFactory: () => config ?? new Config() },
      { provide: POOL, useFactory: openPool, inject: [Config] },
      Database,
      SecretBox,
      Jobs,
      MailRepository,
      Mail,
      MethodScan,
      DomainEvents,
      HttpClient,
      Metrics,
      Readiness,
      RequestLimit,
    ];
    const byProcess: Record<PlatformOptions['process'], Provider[]> = {
      api: [LiveEvents],
      worker: [JobRunner, Heartbeat, OutboxJobs, MailJobs],
      command: [],
    };
    return {
      module: PlatformModule,
      imports: [
        DiscoveryModule,
        ScheduleModule.forRoot(),
        LoggerModule.forRootAsync({
          useFactory: (settings: Config) => loggerOptions(settings.get(platformConfig).LOG_LEVEL),
          inject: [Config],
        }),
      ],
      controllers:
        process === 'api' ? [HealthController, EventsController] : process === 'worker' ? [HealthController] : [],
      providers: [...common, ...byProcess[process]],
      exports: [...common, ...byProcess[process], DiscoveryModule],
    };
  }
}
