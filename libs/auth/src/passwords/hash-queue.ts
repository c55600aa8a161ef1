import { Injectable } from '@nestjs/common';
import { tooBusy } from '../auth.errors';

// A password's hash takes 19 MiB and about 20 ms of one processor: 38 MiB at most, and a second until the last has its turn.
const AT_ONCE = 2;
const MOST_WAITING = 64;

/** Slow hashes in turns, so that a flood of sign-ins takes neither all memory nor all processors of a process. */
@Injectable()
export class HashQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws 503 `auth.busy` where too many wait already, whoever it is for */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The turn is handed on, so that nobody comes in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) throw tooBusy();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
