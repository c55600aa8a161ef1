import { Injectable } from '@nestjs/common';
import { AccessReviewModel, type ReviewedMember } from '@divan/accounts';
import { Audit, csvLine } from '@divan/audit';
import { Database, hasPermission, pageOf, type Page, type RequestContext, type Tx } from '@divan/platform';
import { ChannelRepository } from '../channel.repository';
import type { Channel } from '../channel.types';
import { permissionMissing } from '../channels.errors';
import { accessReviewExported } from '../channels.events';
import { levelAllows, levelOf } from '../rights/team-level';

export interface ReviewedChannel {
  id: string;
  handle: string;
  network: string;
  permissions: string[];
}

export interface ReviewItem {
  member: ReviewedMember;
  /** The channels that the member sees, with what the member may do there. */
  channels: ReviewedChannel[];
}

/** What is done with a channel; the other permissions are about the organization as a whole. */
const OF_CHANNELS = /^(inbox|contacts|posts|approvals|channels):/;
const EXPORT_PAGE = 200;
const COLUMNS = [
  'name', 'email', 'kind', 'state', 'roles', 'teams', 'lastActiveAt', 'permissions', 'network', 'channel',
  'permissionsOnChannel', 'memberId', 'channelId',
]; // prettier-ignore

/** Who can do what on which channel. For administrators, who see every channel. */
@Injectable()
export class AccessReview {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly members: AccessReviewModel,
    private readonly channels: ChannelRepository,
  ) {}

  /** Members by name, a page at a time. */
  list(ctx: RequestContext, limit: number, after: { name: string; id: string } | null): Promise<Page<ReviewItem>> {
    assertReadsMembers(ctx);
    return this.database.read(ctx, async (tx) => {
      const rows = await this.members.list(tx, limit + 1, after);
      const channels = await this.connected(tx, ctx);
      return pageOf(
        rows,
        limit,
        ({ name, id }) => ({ name, id }),
        (member) => review(member, channels),
      );
    });
  }

  /**
   * The whole review as CSV, a line for each member and channel, made as it is read. That it was taken is on record
   * before the first line leaves.
   */
  async export(ctx: RequestContext): Promise<AsyncIterable<string>> {
    assertReadsMembers(ctx);
    const members = await this.database.transaction(ctx, async (tx) => {
      const count = await this.members.count(tx);
      await this.audit.write(tx, ctx, accessReviewExported, {
        object: { type: 'access-review', id: ctx.organizationId },
        detail: { members: count },
      });
      return count;
    });
    return this.lines(ctx, members);
  }

  private async *lines(ctx: RequestContext, members: number): AsyncIterable<string> {
    // The byte order mark: without it the programs that people open CSV with make nonsense of Persian.
    yield `\ufeff${csvLine(COLUMNS)}`;
    let after: { name: string; id: string } | null = null;
    // Bounded by what was on record: whoever joins meanwhile is in the next review.
    for (let left = members; left > 0; left -= EXPORT_PAGE) {
      const page: ReviewItem[] = await this.page(ctx, Math.min(left, EXPORT_PAGE), after);
      yield page.flatMap(toLines).join('');
      const last = page.at(-1);
      if (!last) return;
      after = { name: last.member.name, id: last.member.id };
    }
  }

  private page(ctx: RequestContext, limit: number, after: { name: string; id: string } | null): Promise<ReviewItem[]> {
    return this.database.read(ctx, async (tx) => {
      const channels = await this.connected(tx, ctx);
      return (await this.members.list(tx, limit, after)).map((member) => review(member, channels));
    });
  }

  private async connected(tx: Tx, ctx: RequestContext): Promise<Channel[]> {
    return (await this.channels.listVisible(tx, ctx)).filter(({ state }) => state !== 'disconnected');
  }
}

/** The route asks for the management of the organization; the names of its members are another thing. */
function assertReadsMembers(ctx: RequestContext): void {
  if (!hasPermission(ctx, 'members:read')) throw permissionMissing('members:read');
}

function review(member: ReviewedMember, channels: readonly Channel[]): ReviewItem {
  const actor = { permissions: new Set<string>(member.permissions), teamIds: member.teams.map(({ id }) => id) };
  return {
    member,
    channels: channels.flatMap((channel) => {
      const level = levelOf(actor, channel);
      if (level === null) return [];
      const permissions = member.permissions.filter(
        (permission) => OF_CHANNELS.test(permission) && levelAllows(level, permission),
      );
      const { id, handle, network } = channel;
      return permissions.length > 0 ? [{ id, handle, network, permissions }] : [];
    }),
  };
}

function toLines({ member, channels }: ReviewItem): string[] {
  const names = (items: readonly { name: string }[]): string => items.map(({ name }) => name).join('; ');
  const about = [
    member.name, member.email, member.kind, member.state, names(member.roles), names(member.teams),
    member.lastActiveAt?.toISOString() ?? null, member.permissions.join(' '),
  ]; // prettier-ignore
  if (channels.length === 0) return [csvLine([...about, null, null, null, member.id, null])];
  return channels.map(({ id, handle, network, permissions }) =>
    csvLine([...about, network, handle, permissions.join(' '), member.id, id]),
  );
}
