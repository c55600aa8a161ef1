import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { SignInDirectory, type Member } from '@divan/accounts';
import { Database, type RequestContext, type Tx } from '@divan/platform';
import { switchNotAllowed } from '../auth.errors';
import { organizationSwitched, switchRefused, type Method } from '../auth.events';
import { memberContext, type Origin } from '../member-context';
import { OwnAccount } from '../own-account/own-account';
import { SessionOpening } from '../sessions/session-opening';
import { SessionRepository, type Session } from '../sessions/session.repository';
import { SessionService, type SessionTokens } from '../sessions/session.service';
import { SignInPolicy } from '../sign-in/sign-in-policy';

interface Here {
  member: Member | undefined;
  session: Session;
}

/** Going on in another organization of the same account without signing in again. */
@Injectable()
export class OrganizationSwitch {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly own: OwnAccount,
    private readonly directory: SignInDirectory,
    private readonly policy: SignInPolicy,
    private readonly opening: SessionOpening,
    private readonly sessions: SessionService,
    private readonly repository: SessionRepository,
  ) {}

  /**
   * Opens a session there in place of the one here, which ends. It lasts no longer, and its second factor is as old.
   * @throws 403 `auth.switch_not_allowed`, one answer whether or not there is such an organization
   */
  async switch(ctx: RequestContext, origin: Origin, organizationId: string): Promise<SessionTokens> {
    const here = await this.here(ctx, organizationId);
    const tokens = here.member && (await this.open(ctx, origin, here.session, here.member));
    if (!tokens) {
      const object = { type: 'session', id: here.session.id };
      await this.audit.refuse(ctx, switchRefused, { object, detail: { organizationId } });
      throw switchNotAllowed();
    }
    await this.database.transaction(ctx, (tx) =>
      this.sessions.endSessions(tx, ctx, { id: here.session.id }, 'switched'),
    );
    return tokens;
  }

  private async here(ctx: RequestContext, organizationId: string): Promise<Here> {
    const session = await this.database.read(ctx, (tx) => this.own.session(tx, ctx));
    const places = await this.database.system('switch', (tx) => this.directory.membershipsOf(tx, session.accountId));
    const elsewhere = organizationId !== ctx.organizationId;
    return { session, member: places.find((place) => elsewhere && place.organizationId === organizationId) };
  }

  private open(ctx: RequestContext, origin: Origin, from: Session, member: Member): Promise<SessionTokens | null> {
    const there = memberContext(member.organizationId, member, origin);
    return this.database.transaction(there, async (tx) => {
      if (!(await this.isAllowed(tx, from, member))) return null;
      const account = await this.directory.findAccount(tx, from.accountId);
      if (!account) return null;
      const { phishingResistant } = from;
      const methods = from.methods as Method[];
      const tokens = await this.opening.open(tx, there, origin, { account, methods, phishingResistant });
      await this.repository.continues(tx, tokens.sessionId, from);
      const object = { type: 'member', id: member.id };
      const detail = { fromOrganizationId: ctx.organizationId, sessionId: tokens.sessionId };
      await this.audit.write(tx, there, organizationSwitched, { object, detail });
      return { ...tokens, sessionExpiresAt: from.expiresAt };
    });
  }

  /** What an identity provider of one organization says means nothing in another (ASVS 6.8.1). */
  private async isAllowed(tx: Tx, from: Session, member: Member): Promise<boolean> {
    if (from.methods.includes('oidc') || from.methods.includes('saml')) return false;
    const { allowSwitching } = await this.policy.of(tx);
    if (!allowSwitching || !(await this.policy.allowsOwnFactors(tx, member))) return false;
    return from.phishingResistant || !(await this.policy.wantsPhishingResistant(tx, member.id));
  }
}
