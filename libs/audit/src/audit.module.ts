import { Module } from '@nestjs/common';
import { LedgerModule } from '@divan/ledger';
import { AuditLog } from './audit-log.service';
import { AuditController, AuditKindsController } from './audit.controller';
import { AuditReads } from './audit-reads';
import { AuditReadModel } from './audit.read-model';
import { AuditRepository } from './audit.repository';
import { Audit } from './audit.service';
import { ExportJobs } from './exports/export.jobs';
import { ExportRepository } from './exports/export.repository';
import { ExportWriter } from './exports/export-writer';
import { ExportsController } from './exports/exports.controller';
import { ExportsService } from './exports/exports.service';
import { ForwardJobs } from './forwarding/forward.jobs';
import { ForwardSender } from './forwarding/forward-sender';
import { ForwardWorker } from './forwarding/forward-worker';
import { ForwarderRepository } from './forwarding/forwarder.repository';
import { ForwardersController } from './forwarding/forwarders.controller';
import { ForwardersService } from './forwarding/forwarders.service';
import { SyslogSender } from './forwarding/syslog-sender';
import { LedgerWatch } from './ledger-watch';
import { RepeatedRefusals } from './repeated-refusals';
import { RetentionJobs } from './retention/retention.jobs';
import { SettingsController } from './retention/settings.controller';
import { SettingsRepository } from './retention/settings.repository';
import { SettingsService } from './retention/settings.service';
import { AuditIndexer } from './search/audit-indexer';
import { AuditSearch } from './search/audit-search';
import { AuditSearchJobs } from './search/audit-search.jobs';
import { AuditSearchRepository } from './search/audit-search.repository';

@Module({
  imports: [LedgerModule],
  controllers: [AuditController, AuditKindsController, ExportsController, ForwardersController, SettingsController],
  providers: [
    AuditRepository,
    AuditReadModel,
    Audit,
    AuditLog,
    AuditSearchRepository,
    AuditSearch,
    AuditIndexer,
    AuditSearchJobs,
    ExportRepository,
    ExportsService,
    ExportWriter,
    ExportJobs,
    ForwarderRepository,
    ForwardersService,
    SyslogSender,
    ForwardSender,
    ForwardWorker,
    ForwardJobs,
    AuditReads,
    LedgerWatch,
    RepeatedRefusals,
    SettingsRepository,
    SettingsService,
    RetentionJobs,
  ],
  exports: [Audit, LedgerModule, RepeatedRefusals],
})
export class AuditModule {}
