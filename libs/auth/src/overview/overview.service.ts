import { Injectable } from '@nestjs/common';
import { SecurityPolicies } from '@divan/accounts';
import { Clock, Database, type RequestContext } from '@divan/platform';
import { OverviewReadModel, type SecurityOverview } from './overview.read-model';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UNUSED_DAYS = 90;
const EXPIRING_DAYS = 30;

@Injectable()
export class OverviewService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly policies: SecurityPolicies,
    private readonly overview: OverviewReadModel,
  ) {}

  get(ctx: RequestContext): Promise<SecurityOverview> {
    const now = this.clock.now();
    const away = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
    return this.database.read(ctx, async (tx) => {
      const { idleMinutes, breakGlassMemberId } = await this.policies.of(tx, ctx.organizationId);
      const times = {
        now,
        idleSince: away(-idleMinutes * MINUTE_MS),
        unusedSince: away(-UNUSED_DAYS * DAY_MS),
        expiringBefore: away(EXPIRING_DAYS * DAY_MS),
      };
      return this.overview.read(tx, times, breakGlassMemberId);
    });
  }
}
