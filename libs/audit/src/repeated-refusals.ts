import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@divan/platform';

const EVERY_MS = 60_000;
const MOST_ENTRIES = 10_000;

/** Writes the event of one refusal. @param repetitions how many like it came before it and have no event of their own */
type Write = (repetitions: number) => Promise<void>;

interface Entry {
  writtenAt: number;
  /** Refusals since then, the newest of which can be written. */
  waiting: number;
  write: Write;
}

/**
 * Refusals that may be repeated at will: of those that are alike the first is written at once, then at most one a
 * minute, which says how many others there were. Whoever repeats a refused request does not fill the log, and every
 * refusal is told. Kept per process: what a killed one had not told yet (a minute's worth) is in its process log only.
 */
@Injectable()
export class RepeatedRefusals implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RepeatedRefusals.name);
  /** In the order in which they were written. */
  private readonly entries = new Map<string, Entry>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly clock: Clock) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.tell(), EVERY_MS).unref();
  }

  /** Nothing is answered any more. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.tell(true);
  }

  /** @param about what makes refusals alike: who, what, and why not */
  async note(about: string, write: Write): Promise<void> {
    const known = this.entries.get(about);
    if (known && !this.isDue(known)) {
      known.waiting += 1;
      known.write = write;
      return;
    }
    if (!known && this.entries.size >= MOST_ENTRIES) await this.tellOldest();
    const { entry, repetitions } = this.renew(about, write);
    try {
      await write(repetitions);
    } catch (error) {
      // The next one tells of these.
      entry.waiting += repetitions + 1;
      entry.writtenAt = -Infinity;
      throw error;
    }
  }

  /** Writes those for which nobody came again in a minute. @param all at the end, also younger ones */
  async tell(all = false): Promise<void> {
    for (const [about, entry] of [...this.entries]) {
      if (!all && !this.isDue(entry)) continue;
      if (entry.waiting > 0 && !all) this.renew(about, entry.write);
      else this.entries.delete(about);
      await this.writeWaiting(entry);
    }
  }

  private async tellOldest(): Promise<void> {
    const [oldest] = this.entries;
    if (!oldest) return;
    this.entries.delete(oldest[0]);
    await this.writeWaiting(oldest[1]);
  }

  private async writeWaiting({ waiting, write }: Entry): Promise<void> {
    if (waiting === 0) return;
    await write(waiting - 1).catch((error: unknown) =>
      this.logger.error({ err: error, refusals: waiting }, 'Refusals have no audit event.'),
    );
  }

  private renew(about: string, write: Write): { entry: Entry; repetitions: number } {
    const repetitions = this.entries.get(about)?.waiting ?? 0;
    const entry = { writtenAt: this.clock.now().getTime(), waiting: 0, write };
    this.entries.delete(about);
    this.entries.set(about, entry);
    return { entry, repetitions };
  }

  private isDue({ writtenAt }: Entry): boolean {
    return this.clock.now().getTime() - writtenAt >= EVERY_MS;
  }
}
