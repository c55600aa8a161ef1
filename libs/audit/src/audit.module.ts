import { Module } from '@nestjs/common';
import { LedgerModule } from '@divan/ledger';
import { AuditLog } from './audit-log.service';
import { AuditController } from './audit.controller';
import { AuditReadModel } from './audit.read-model';
import { AuditRepository } from './audit.repository';
import { Audit } from './audit.service';

@Module({
  imports: [LedgerModule],
  controllers: [AuditController],
  providers: [AuditRepository, AuditReadModel, Audit, AuditLog],
  exports: [Audit, LedgerModule],
})
export class AuditModule {}
