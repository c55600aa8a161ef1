import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Database, decodeCursor, notFound, pageOf, type Page, type RequestContext, type Tx } from '@divan/platform';
import { z } from 'zod';
import { AccountRepository } from '../account.repository';
import { memberChangeRefused, profileChanged } from '../accounts.events';
import { OrganizationRepository, type Organization } from '../organizations/organization.repository';
import { recordRefusal } from '../refusals';
import { MemberChanges, type MemberChange } from './member-changes';
import { MemberDirectory, type MemberView } from './member.read-model';

export interface Profile {
  member: MemberView;
  organization: Organization;
  permissions: string[];
}

const cursorSchema = z.object({ name: z.string(), id: z.uuid() });

@Injectable()
export class MemberService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly directory: MemberDirectory,
    private readonly changes: MemberChanges,
    private readonly accounts: AccountRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  /** Members by name, a page at a time. */
  list(ctx: RequestContext, page: { limit: number; cursor?: string }): Promise<Page<MemberView>> {
    const after = decodeCursor(page.cursor, cursorSchema) ?? null;
    return this.database.read(ctx, async (tx) => {
      const rows = await this.directory.list(tx, page.limit + 1, after);
      return pageOf(
        rows,
        page.limit,
        ({ name, id }) => ({ name, id }),
        (row) => row,
      );
    });
  }

  async get(ctx: RequestContext, id: string): Promise<MemberView> {
    const member = await this.database.read(ctx, (tx) => this.directory.find(tx, id));
    if (!member) throw notFound('member');
    return member;
  }

  /**
   * Changes roles, teams or state. The last active administrator keeps the role and stays active.
   * @throws 412 when `ifMatch` is not the member's present version; 409 `accounts.last_administrator`
   */
  changeMember(ctx: RequestContext, id: string, ifMatch: string, change: MemberChange): Promise<MemberView> {
    return recordRefusal(this.audit, ctx, memberChangeRefused, { type: 'member', id }, () =>
      this.database.transaction(ctx, (tx) => this.changes.apply(tx, ctx, id, change, { ifMatch })),
    );
  }

  /** The signed-in member's own page. */
  profile(ctx: RequestContext): Promise<Profile> {
    return this.database.read(ctx, (tx) => this.readProfile(ctx, tx));
  }

  private async readProfile(ctx: RequestContext, tx: Tx): Promise<Profile> {
    const member = ctx.actor.kind === 'member' ? await this.directory.find(tx, ctx.actor.id) : null;
    const organization = await this.organizations.find(tx, ctx.organizationId);
    if (!member || !organization) throw notFound('member');
    return { member, organization, permissions: [...ctx.permissions] };
  }

  changeProfile(ctx: RequestContext, change: { locale?: string }): Promise<Profile> {
    return this.database.transaction(ctx, async (tx) => {
      const { member } = await this.readProfile(ctx, tx);
      if (change.locale !== undefined && change.locale !== member.locale) {
        await this.accounts.setLocale(tx, member.accountId, change.locale);
        await this.audit.write(tx, ctx, profileChanged, {
          object: { type: 'member', id: member.id },
          detail: { locale: change.locale },
        });
      }
      return this.readProfile(ctx, tx);
    });
  }
}
