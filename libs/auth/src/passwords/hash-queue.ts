import { Injectable } from '@nestjs/common';
import { tooBusy } from '../auth.errors';

// A password's hash takes 19 MiB and about 20 ms of one processor: 38 MiB at most, and a second until the last has its turn.
const AT_ONCE = 2;
const MOST_WAITING = 64;
const MOST_WAITING_OF_ONE = 2;

interface Waiting {
  known: string | null;
  begin: () => void;
}

/**
 * Slow hashes in turns, so that a flood of sign-ins takes neither all memory nor all processors of a process. Who comes
 * on a device that their account knows has a line of their own, which is served first: strangers' floods do not keep
 * them out.
 */
@Injectable()
export class HashQueue {
  private running = 0;
  private readonly strangers: Waiting[] = [];
  private readonly known: Waiting[] = [];

  /**
   * @param known whose, where they are known already: on a device of the account, or in a session
   * @throws 503 `auth.busy` where too many wait already, whoever it is for
   */
  async run<T>(work: () => Promise<T>, known: string | null = null): Promise<T> {
    if (this.running < AT_ONCE) this.running += 1;
    else await this.turn(known);
    try {
      return await work();
    } finally {
      const next = this.known.shift() ?? this.strangers.shift();
      // The turn is handed on, so that nobody comes in between.
      if (next) next.begin();
      else this.running -= 1;
    }
  }

  private turn(known: string | null): Promise<void> {
    const line = known === null ? this.strangers : this.known;
    // Nobody fills the line of those who are known by themselves.
    const own = known === null ? 0 : line.filter((waiting) => waiting.known === known).length;
    if (line.length >= MOST_WAITING || own >= MOST_WAITING_OF_ONE) throw tooBusy();
    return new Promise((begin) => line.push({ known, begin }));
  }
}
