import { Injectable } from '@nestjs/common';
import { Clock, Database, Periodic, type RequestContext } from '@divan/platform';
import type { AuditItem, AuditKind } from './audit-kind';
import { Audit } from './audit.service';
import { AuditRepository } from './audit.repository';

/**
 * Long enough that a screen which reads anew with every change does not bury what people did under what it did; short
 * enough that "who had this on their screen that morning" is answered to the quarter of an hour.
 */
export const READ_AGAIN_MS = 15 * 60_000;

const REMEMBERED = 10_000;

/** Records that something was read: the first time, and from then on once in a quarter of an hour for each session. */
@Injectable()
export class AuditReads {
  /** What this process has recorded lately; asking the database about it again would tell nothing new. */
  private readonly lately = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly repository: AuditRepository,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @param subject what was read, with the way in which it was; two of the same are one */
  async record<D extends object>(
    ctx: RequestContext,
    kind: AuditKind<D>,
    subject: string,
    item: AuditItem<D>,
  ): Promise<void> {
    const now = this.clock.now();
    const viewer = ctx.origin.sessionId ?? `${ctx.actor.kind}:${ctx.actor.id}`;
    const what = `${kind.name}:${subject}`;
    const key = JSON.stringify([ctx.organizationId, viewer, what]);
    if (now.getTime() - (this.lately.get(key) ?? -Infinity) < READ_AGAIN_MS) return;
    await this.database.transaction({ organizationId: ctx.organizationId }, async (tx) => {
      const since = new Date(now.getTime() - READ_AGAIN_MS);
      if (await this.repository.markRead(tx, viewer, what, now, since)) await this.audit.write(tx, ctx, kind, item);
    });
    if (this.lately.size >= REMEMBERED) this.lately.clear();
    this.lately.set(key, now.getTime());
  }

  @Periodic('audit.forget-reads', 60 * 60_000)
  async forgetReads(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - READ_AGAIN_MS);
    await this.database.system('audit.forget-reads', (tx) => this.repository.forgetReads(tx, before));
  }
}
