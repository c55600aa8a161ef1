import { AuditModule } from '@divan/audit';
import { PublishingModule } from '@divan/publishing';
import { Module } from '@nestjs/common';
import { ApprovalRepository } from './approval.repository';
import { ApprovalsController } from './approvals.controller';
import { ApprovalsService } from './approvals.service';

@Module({
  imports: [AuditModule, PublishingModule],
  controllers: [ApprovalsController],
  providers: [ApprovalRepository, ApprovalsService],
  exports: [ApprovalsService],
})
export class ApprovalsModule {}
