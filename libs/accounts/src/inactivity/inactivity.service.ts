import { Injectable, Logger } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { AppError, Clock, Database, systemContext, type RequestContext } from '@divan/platform';
import { inactivityWarned, memberInactive } from '../accounts.events';
import { MemberChanges } from '../members/member-changes';
import { OrganizationRepository, type Organization } from '../organizations/organization.repository';
import { PolicyRepository } from '../policy/policy.repository';
import { InactivityMail } from './inactivity.mail';
import { InactivityRepository, type InactiveMember } from './inactivity.repository';

const DAY_MS = 24 * 60 * 60 * 1000;
const WARNING_DAYS = 7;

/**
 * Members who do not use their access lose it (NIST SP 800-53 AC-2(3)): after the policy's days, and never without a mail
 * a week before. The break-glass member, who is meant not to be needed, and the last active administrator stay.
 */
@Injectable()
export class InactivityService {
  private readonly logger = new Logger(InactivityService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly organizations: OrganizationRepository,
    private readonly policies: PolicyRepository,
    private readonly inactivity: InactivityRepository,
    private readonly mail: InactivityMail,
    private readonly changes: MemberChanges,
  ) {}

  /** Every organization; one that fails does not keep the others waiting. */
  async sweep(): Promise<void> {
    const all = await this.database.system('inactivity', (tx) => this.organizations.list(tx));
    for (const organization of all.filter(({ state }) => state === 'active')) {
      await this.sweepOne(organization).catch((error: unknown) =>
        this.logger.error({ organizationId: organization.id, error }, 'Looking for inactive members failed.'),
      );
    }
  }

  private async sweepOne(organization: Organization): Promise<void> {
    const ctx = systemContext(organization.id, 'inactivity');
    const now = this.clock.now().getTime();
    const { inactivityDays, breakGlassMemberId } = await this.database.read(ctx, (tx) =>
      this.policies.find(tx, organization.id),
    );
    const before = new Date(now - inactivityDays * DAY_MS);
    const warnedBefore = new Date(now - WARNING_DAYS * DAY_MS);
    const due = await this.database.read(ctx, (tx) =>
      this.inactivity.toDisable(tx, before, warnedBefore, breakGlassMemberId),
    );
    for (const member of due) await this.disable(ctx, member, before);
    await this.warn(ctx, organization, inactivityDays, breakGlassMemberId);
  }

  private warn(
    ctx: RequestContext,
    organization: Organization,
    days: number,
    breakGlassMemberId: string | null,
  ): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - (days - WARNING_DAYS) * DAY_MS);
    return this.database.transaction(ctx, async (tx) => {
      const members = await this.inactivity.toWarn(tx, before, breakGlassMemberId);
      if (members.length === 0) return;
      const ids = members.map(({ id }) => id);
      await this.inactivity.warned(tx, ids, now);
      // Whoever was overlooked until now still has a week.
      const end = ({ lastUsedAt }: InactiveMember): Date =>
        new Date(Math.max(lastUsedAt.getTime() + days * DAY_MS, now.getTime() + WARNING_DAYS * DAY_MS));
      await this.mail.warn(tx, members, organization, end);
      await this.audit.writeMany(
        tx,
        ctx,
        inactivityWarned,
        members.map((member) => ({
          object: { type: 'member', id: member.id },
          detail: { lastUsedAt: member.lastUsedAt.toISOString(), endsAt: end(member).toISOString() },
        })),
      );
    });
  }

  private async disable(ctx: RequestContext, { id, lastUsedAt }: InactiveMember, before: Date): Promise<void> {
    try {
      await this.database.transaction(ctx, async (tx) => {
        await this.organizations.lockMembers(tx);
        if (!(await this.inactivity.isStillInactive(tx, id, before))) return;
        await this.changes.apply(tx, ctx, id, { state: 'disabled' }, { vouched: true });
        await this.audit.write(tx, ctx, memberInactive, {
          object: { type: 'member', id },
          detail: { lastUsedAt: lastUsedAt.toISOString() },
        });
      });
    } catch (error) {
      // The last administrator stays: every day anew, until another one is there.
      if (!(error instanceof AppError) || error.status !== 409) throw error;
    }
  }
}
