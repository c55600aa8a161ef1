import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Clock, Database } from '@divan/platform';
import { ApiKeyRepository } from './api-key.repository';
import type { KeyAccess } from './key-registry';

const EVERY_MS = 60_000;
const MOST_ENTRIES = 20_000;

/** Notes when and from where a key was last used, at most once a minute, and never in the way of the request. */
@Injectable()
export class KeyUsage implements OnApplicationShutdown {
  private readonly logger = new Logger(KeyUsage.name);
  private readonly noted = new Map<string, number>();
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: ApiKeyRepository,
    private readonly directory: SignInDirectory,
  ) {}

  used({ keyId, memberId, organizationId }: KeyAccess, address: string | null): void {
    const now = this.clock.now();
    if (now.getTime() - (this.noted.get(keyId) ?? -Infinity) < EVERY_MS) return;
    if (this.noted.size >= MOST_ENTRIES) this.noted.clear();
    this.noted.set(keyId, now.getTime());
    const work = this.database
      .transaction({ organizationId }, async (tx) => {
        // The service member is in use as well: it is not disabled for inactivity.
        if (await this.keys.used(tx, keyId, now, address)) await this.directory.seen(tx, memberId, now);
      })
      .catch((error: unknown) => this.logger.warn({ err: error }, 'The last use of a key was not noted.'))
      .finally(() => this.open.delete(work));
    this.open.add(work);
  }

  /** When what was noted until now is stored. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  onApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}
