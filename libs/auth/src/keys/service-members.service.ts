import { Injectable } from '@nestjs/common';
import { ServiceMembers } from '@divan/accounts';
import { Audit } from '@divan/audit';
import {
  Clock,
  Database,
  decodeCursor,
  notFound,
  pageOf,
  type Page,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import { z } from 'zod';
import { auditingRefusals } from './refusals';
import { ServiceMemberReadModel, type ServiceMemberView } from './service-member.read-model';

export interface NewServiceMember {
  name: string;
  roles: string[];
  teamIds: string[];
}

export interface ServiceMemberChange {
  roles?: string[];
  teamIds?: string[];
  state?: 'active' | 'disabled';
}

const cursorSchema = z.object({ name: z.string(), id: z.uuid() });

/** The programs of an organization: members with roles and teams, who sign in with keys only. */
@Injectable()
export class ServiceMembersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly members: ServiceMembers,
    private readonly views: ServiceMemberReadModel,
  ) {}

  /** By name. */
  list(ctx: RequestContext, page: { limit: number; cursor?: string }): Promise<Page<ServiceMemberView>> {
    const after = decodeCursor(page.cursor, cursorSchema);
    return this.database.read(ctx, async (tx) => {
      const rows = await this.views.list(tx, this.clock.now(), after, page.limit + 1);
      return pageOf(
        rows,
        page.limit,
        ({ name, id }) => ({ name, id }),
        (row) => row,
      );
    });
  }

  /** @throws 403 for a role that holds more than one holds oneself; 422 for what is not there */
  create(ctx: RequestContext, input: NewServiceMember): Promise<ServiceMemberView> {
    return this.changing(ctx, ctx.organizationId, async (tx) => {
      const { id } = await this.members.create(tx, ctx, input);
      return this.find(tx, id);
    });
  }

  /** @throws 404 also for a member who is a person; 412 */
  change(ctx: RequestContext, id: string, ifMatch: string, change: ServiceMemberChange): Promise<ServiceMemberView> {
    return this.changing(ctx, id, async (tx) => {
      await this.members.change(tx, ctx, id, change, { ifMatch });
      return this.find(tx, id);
    });
  }

  /** Disables it, which ends its keys for good. */
  disable(ctx: RequestContext, id: string): Promise<void> {
    return this.changing(ctx, id, async (tx) => {
      const { state } = await this.members.get(tx, id);
      if (state === 'active') await this.members.change(tx, ctx, id, { state: 'disabled' });
    });
  }

  private changing<T>(ctx: RequestContext, id: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const change = (): Promise<T> => this.database.transaction(ctx, work);
    return auditingRefusals(this.audit, ctx, { type: 'member', id }, change);
  }

  private async find(tx: Tx, id: string): Promise<ServiceMemberView> {
    const member = await this.views.find(tx, this.clock.now(), id);
    if (!member) throw notFound('service member');
    return member;
  }
}
