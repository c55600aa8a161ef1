import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { newId } from '../clock/id';
import { Database } from '../database/database';
import { version } from './version';

/** A worker's sign of life, every 5 s; /readyz looks for one younger than 30 s. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Heartbeat.name);
  private readonly workerId = newId();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.beat();
    this.timer = setInterval(() => void this.beat(), 5000);
  }

  private async beat(): Promise<void> {
    await this.database
      .system('heartbeat', (tx) =>
        tx.execute(
          `INSERT INTO worker_heartbeats (worker_id, version, beat_at) VALUES ($1, $2, now()) ON CONFLICT ON CONSTRAINT worker_heartbeats_pk DO UPDATE SET beat_at = now()`,
          [this.workerId, version],
        ),
      )
      .catch((error: unknown) => this.logger.warn({ err: error }, 'The heartbeat could not be written.'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.database
      .system('heartbeat', (tx) => tx.execute('DELETE FROM worker_heartbeats WHERE worker_id = $1', [this.workerId]))
      .catch(() => undefined);
  }
}
