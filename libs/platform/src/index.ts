export { Clock } from './clock/clock';
export { isId, newId } from './clock/id';
export { Config, configSection, type ConfigSection } from './config/config';
export { platformConfig } from './config/platform.config';
export { hasPermission, systemContext, type Actor, type RequestContext } from './context/request-context';
export { SecretBox } from './crypto/secret-box';
export { Database, type TransactionContext } from './database/database';
export { migrate, type MigrationClass } from './database/migrate';
export { platformMigrations } from './database/platform-migrations';
export { APP_ROLE, globalTable, tenantTable } from './database/tenant-table';
export { Tx } from './database/tx';
export { AppError, notFound, type FieldError } from './errors/app-error';
export { defineEvent, DomainEvents, OnEvent, type EventKind, type LiveEvent } from './events/domain-events';
export { LiveEvents } from './events/live-events';
export { Metrics } from './health/metrics';
export { Readiness, type CheckResult } from './health/readiness';
export { serveHealth } from './health/serve-health';
export { startFailure } from './health/start-failure';
export { version } from './health/version';
export * from './http-client';
export { createHttpApp } from './http/bootstrap';
export { countedAddress } from './http/counted-address';
export { assertIfMatch, etagOf, IfMatch } from './http/etag';
export { HttpModule } from './http/http.module';
export { Idempotent } from './http/idempotency';
export { cursorTime, decodeCursor, encodeCursor, pageOf, PageQuery, type Page } from './http/page';
export { openApiDocument } from './http/openapi';
export { problemOf } from './http/problem.filter';
export { QueryTime } from './http/query-time';
export { RequestLimit } from './http/request-limit';
export {
  Authenticated,
  Ctx,
  Public,
  RequirePermission,
  STEP_UP,
  type StepUpRule,
  STEP_UP_EXTENSION,
  STEP_UP_SECONDS,
  StepUp,
  ROUTE_ACCESS,
  UNLIMITED,
  WITHIN_CHANNELS,
  WithinChannels,
  type DivanRequest,
  type RouteAccess,
} from './http/route-access';
export { JobHandler, Periodic, type JobRun } from './jobs/job.decorators';
export { Jobs, type JobOptions, type JobPayload } from './jobs/jobs';
export { MethodScan } from './jobs/method-scan';
export { Mail, type NewMail } from './mail/mail';
export { PlatformModule } from './platform.module';
export { MAX_SEARCH_WORDS, searchWords } from './text/search-words';
