import { AuditModule } from '@divan/audit';
import { LedgerModule } from '@divan/ledger';
import { Module } from '@nestjs/common';
import { ArchiveController } from './archive.controller';
import { ArchiveService } from './archive.service';
import { CaptureService } from './capture.service';
import { RecordReadModel } from './record.read-model';
import { RecordRepository } from './record.repository';

@Module({
  imports: [AuditModule, LedgerModule],
  controllers: [ArchiveController],
  providers: [ArchiveService, CaptureService, RecordReadModel, RecordRepository],
  exports: [ArchiveService],
})
export class ArchiveModule {}
