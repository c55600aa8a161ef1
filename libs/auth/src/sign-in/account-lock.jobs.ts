import { Injectable } from '@nestjs/common';
import { SignInDirectory } from '@divan/accounts';
import { Database, JobHandler, Jobs, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { SignInThrottle } from './sign-in-throttle';

const LIFT_LOCK = 'auth.lift-lock';
const payload = z.object({ organizationId: z.uuid(), accountId: z.uuid() });

/**
 * Enabling a member again is how an administrator lifts the lock after too many failures. Not where the account opens
 * another organization, too: one administrator could let somebody guess at the other's door without end. There whoever
 * runs the installation lifts it. Nor does a directory, which makes members of any address.
 */
@Injectable()
export class AccountLockJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly directory: SignInDirectory,
    private readonly throttle: SignInThrottle,
  ) {}

  /** A job, since no transaction of one organization sees the others. */
  liftLater(tx: Tx, { organizationId }: RequestContext, accountId: string): Promise<void> {
    return this.jobs.add(tx, LIFT_LOCK, { organizationId, accountId });
  }

  @JobHandler(LIFT_LOCK, payload)
  lift({ organizationId, accountId }: z.infer<typeof payload>): Promise<void> {
    return this.database.system('lift-lock', async (tx) => {
      const account = await this.directory.findAccount(tx, accountId);
      if (account?.directoryOrganizationId !== null) return;
      const places = await this.directory.membershipsOf(tx, accountId);
      if (places.some((place) => place.organizationId !== organizationId)) return;
      await this.throttle.forget(tx, account.email);
    });
  }
}
