import { Module } from '@nestjs/common';
import { LedgerKeys } from './ledger-keys';
import { LedgerIntegrator } from './ledger.integrator';
import { LedgerJobs } from './ledger.jobs';
import { LedgerRepository } from './ledger.repository';
import { Ledger } from './ledger.service';
import { LogController } from './log.controller';
import { LogService } from './log.service';

@Module({
  controllers: [LogController],
  providers: [LedgerRepository, LedgerKeys, Ledger, LedgerIntegrator, LedgerJobs, LogService],
  exports: [Ledger, LedgerIntegrator],
})
export class LedgerModule {}
