import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Database, notFound, type RequestContext } from '@divan/platform';
import { noticeAcknowledged } from '../auth.events';
import { OwnAccount } from '../own-account/own-account';
import { SessionRepository } from '../sessions/session.repository';
import { SignInPolicy } from '../sign-in/sign-in-policy';

export interface SignInNotice {
  text: string | null;
  /** When it was acknowledged in this session. */
  acknowledgedAt: Date | null;
}

/** What members take note of after each sign-in, before anything else (NIST SP 800-53 AC-8). */
@Injectable()
export class SignInNotices {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly own: OwnAccount,
    private readonly policy: SignInPolicy,
    private readonly sessions: SessionRepository,
  ) {}

  get(ctx: RequestContext): Promise<SignInNotice> {
    return this.database.read(ctx, async (tx) => {
      const { signInNotice: text } = await this.policy.of(tx);
      const { noticeAcknowledgedAt: acknowledgedAt } = await this.own.session(tx, ctx);
      return { text, acknowledgedAt: text === null ? null : acknowledgedAt };
    });
  }

  /** The log keeps a digest of the words, for they may change. @throws 404 when there is no notice */
  acknowledge(ctx: RequestContext): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      const { signInNotice } = await this.policy.of(tx);
      if (signInNotice === null) throw notFound('sign-in notice');
      const { id } = await this.own.session(tx, ctx);
      await this.sessions.acknowledged(tx, id, this.clock.now());
      const sha256 = createHash('sha256').update(signInNotice).digest('hex');
      await this.audit.write(tx, ctx, noticeAcknowledged, { object: { type: 'session', id }, detail: { sha256 } });
    });
  }
}
