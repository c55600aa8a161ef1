import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, JobHandler, Jobs, systemContext, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { addressReleased } from '../accounts.events';
import { MemberRepository } from '../members/member.repository';

const TELL = 'accounts.tell-address-released';
const payload = z.object({ organizationId: z.uuid(), accountId: z.uuid() });

/** An account lost its address to whoever reads mail there: the organizations that know it by the address are told. */
@Injectable()
export class AddressReleaseJobs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly members: MemberRepository,
    private readonly audit: Audit,
  ) {}

  /** A job, since a transaction of one organization writes into no other's log. */
  tellLater(tx: Tx, { organizationId }: RequestContext, accountId: string): Promise<void> {
    return this.jobs.add(tx, TELL, { organizationId, accountId }, { jobKey: `${TELL}:${accountId}` });
  }

  @JobHandler(TELL, payload)
  async tell({ accountId }: z.infer<typeof payload>): Promise<void> {
    const places = await this.database.system('address-released', (tx) => this.members.placesOf(tx, accountId));
    for (const { id, organizationId } of places) {
      const ctx = systemContext(organizationId, 'address-released');
      await this.database.transaction(ctx, (tx) =>
        this.audit.write(tx, ctx, addressReleased, { object: { type: 'member', id }, detail: {} }),
      );
    }
  }
}
