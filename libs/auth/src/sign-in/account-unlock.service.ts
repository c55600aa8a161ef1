import { Injectable } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Audit } from '@divan/audit';
import { Database, notFound, systemContext } from '@divan/platform';
import { accountUnlocked } from '../auth.events';
import { SignInThrottle } from './sign-in-throttle';

/**
 * The operator's way to lift the lock after too many failures, for a person whom no administrator can help: the only
 * one, or the break-glass one. It opens nothing: password and second factor are asked for as ever.
 */
@Injectable()
export class AccountUnlock {
  constructor(
    private readonly database: Database,
    private readonly directory: SignInDirectory,
    private readonly throttle: SignInThrottle,
    private readonly audit: Audit,
  ) {}

  /** @returns in how many organizations it is on record @throws 404 where nobody signs in with this address */
  async unlock(email: string): Promise<number> {
    const found = await this.database.system('unlock-account', (tx) => this.directory.byEmail(tx, email));
    if (!found || found.members.length === 0) throw notFound('account');
    for (const { id, organizationId } of found.members) {
      const ctx = systemContext(organizationId, 'unlock-account');
      await this.database.transaction(ctx, async (tx) => {
        await this.audit.write(tx, ctx, accountUnlocked, { object: { type: 'member', id }, detail: {} });
        await this.throttle.forget(tx, found.account.email);
      });
    }
    return found.members.length;
  }
}
