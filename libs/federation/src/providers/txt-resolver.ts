import { Resolver } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';

/** Reads TXT records. A provider of its own, so that tests can say what DNS says. */
@Injectable()
export class TxtResolver {
  /** @returns no record when the name does not exist or does not answer in time */
  async resolve(name: string): Promise<string[]> {
    const resolver = new Resolver({ timeout: 3_000, tries: 2 });
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''));
    } catch {
      return [];
    }
  }
}
