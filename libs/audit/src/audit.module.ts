import { Module } from '@nestjs/common';
import { LedgerModule } from '@divan/ledger';
import { AuditLog } from './audit-log.service';
import { AuditController, AuditKindsController } from './audit.controller';
import { AuditReadModel } from './audit.read-model';
import { AuditRepository } from './audit.repository';
import { Audit } from './audit.service';
import { AuditIndexer } from './search/audit-indexer';
import { AuditSearch } from './search/audit-search';
import { AuditSearchJobs } from './search/audit-search.jobs';
import { AuditSearchRepository } from './search/audit-search.repository';

@Module({
  imports: [LedgerModule],
  controllers: [AuditController, AuditKindsController],
  providers: [
    AuditRepository,
    AuditReadModel,
    Audit,
    AuditLog,
    AuditSearchRepository,
    AuditSearch,
    AuditIndexer,
    AuditSearchJobs,
  ],
  exports: [Audit, LedgerModule],
})
export class AuditModule {}
