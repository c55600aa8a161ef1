import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';

const GATHER_MS = 50;

/**
 * Sends notifications of committed transactions without anyone waiting for them: the first at once, and under load those
 * of some fifty milliseconds together, so that their number does not grow with that of the transactions.
 */
export class Notifier {
  private readonly logger = new Logger(Notifier.name);
  private readonly waiting = new Map<string, readonly [channel: string, payload: string]>();
  private sending: Promise<void> | undefined;

  constructor(private readonly pool: Pool) {}

  send(notifications: readonly (readonly [channel: string, payload: string])[]): void {
    if (notifications.length === 0) return;
    for (const one of notifications) this.waiting.set(one.join('\n'), one);
    this.sending ??= this.sendWaiting().finally(() => (this.sending = undefined));
  }

  /** Resolves when everything that was asked for is sent. */
  async idle(): Promise<void> {
    await this.sending;
  }

  private async sendWaiting(): Promise<void> {
    for (let first = true; this.waiting.size > 0; first = false) {
      if (!first) await new Promise((done) => setTimeout(done, GATHER_MS));
      const batch = [...this.waiting.values()];
      this.waiting.clear();
      try {
        await this.pool.query(
          'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS n(channel, payload)',
          [batch.map(([channel]) => channel), batch.map(([, payload]) => payload)],
        );
      } catch (error) {
        this.logger.warn({ err: error }, 'Listeners were not told; they look by themselves.');
      }
    }
  }
}
