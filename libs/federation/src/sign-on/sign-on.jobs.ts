import { Injectable } from '@nestjs/common';
import { Clock, Database, Periodic } from '@divan/platform';
import { FlowRepository } from './flow.repository';

const HOUR_MS = 60 * 60_000;

@Injectable()
export class SignOnJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly flows: FlowRepository,
  ) {}

  /** A day after they expired: until then an answer that comes again is still known. */
  @Periodic('federation.prune', HOUR_MS)
  async prune(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 24 * HOUR_MS);
    await this.database.system('sso-prune', (tx) => this.flows.prune(tx, before));
  }
}
