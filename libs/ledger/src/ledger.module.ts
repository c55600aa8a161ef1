import { Module } from '@nestjs/common';
import { AlarmRepository } from './alarm.repository';
import { AttestationService } from './attestation.service';
import { AttestorRepository } from './attestor.repository';
import { CheckpointRepository } from './checkpoint.repository';
import { ForkService } from './fork.service';
import { KeyRepository } from './key.repository';
import { KeyRotation } from './key-rotation.service';
import { LedgerAlarms } from './ledger-alarms';
import { LedgerHeads } from './ledger-heads';
import { LedgerKeys } from './ledger-keys';
import { LedgerMemory } from './ledger-memory';
import { LedgerTree } from './ledger-tree';
import { LedgerVerification } from './ledger-verification';
import { LedgerWatch } from './ledger-watch';
import { LedgerIntegrator } from './ledger.integrator';
import { LedgerJobs } from './ledger.jobs';
import { LedgerRepository } from './ledger.repository';
import { Ledger } from './ledger.service';
import { LogKeysController } from './log-keys.controller';
import { LogProofs } from './log-proofs.service';
import { LogStatusService } from './log-status.service';
import { LogController } from './log.controller';
import { LogRepository } from './log.repository';
import { LogService } from './log.service';
import { PublicLogController } from './public-log.controller';
import { TimestampService } from './timestamp.service';
import { WitnessClient } from './witness-client';
import { WitnessService } from './witness.service';

const STORES = [
  LedgerRepository,
  CheckpointRepository,
  KeyRepository,
  AlarmRepository,
  AttestorRepository,
  LogRepository,
  LedgerHeads,
];
const WRITING = [
  LedgerKeys,
  LedgerMemory,
  LedgerTree,
  LedgerAlarms,
  Ledger,
  LedgerIntegrator,
  KeyRotation,
  ForkService,
];
const WATCHING = [LedgerWatch, LedgerVerification, WitnessClient, WitnessService, TimestampService, AttestationService];
const READING = [LogService, LogProofs, LogStatusService];

@Module({
  controllers: [LogController, LogKeysController, PublicLogController],
  providers: [...STORES, ...WRITING, ...WATCHING, ...READING, LedgerJobs],
  exports: [Ledger, LedgerIntegrator],
})
export class LedgerModule {}
