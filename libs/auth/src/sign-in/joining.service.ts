import { Injectable } from '@nestjs/common';
import { InvitationService, SignInDirectory, type Account, type OpenInvitation } from '@divan/accounts';
import { Database } from '@divan/platform';
import { firstPasswordElsewhere, invalidCredentials, ssoRequired } from '../auth.errors';
import { memberContext, type Origin } from '../member-context';
import { PasswordService } from '../passwords/password.service';
import { SignInPolicy } from './sign-in-policy';
import { SignInService, type NextStep } from './sign-in.service';
import { SignInThrottle } from './sign-in-throttle';

/** Accepting an invitation: the link, a name and a password make a member. */
@Injectable()
export class JoiningService {
  constructor(
    private readonly database: Database,
    private readonly policy: SignInPolicy,
    private readonly invitations: InvitationService,
    private readonly passwords: PasswordService,
    private readonly throttle: SignInThrottle,
    private readonly signIn: SignInService,
    private readonly directory: SignInDirectory,
  ) {}

  openInvitation(token: string): Promise<OpenInvitation> {
    return this.invitations.openInvitation(token);
  }

  /**
   * A new account gets its password here. One that has a password must prove it: the link alone, which the inviting
   * administrator saw too, must not take over an account of another organization.
   */
  async accept(origin: Origin, token: string, input: { name: string; password: string }): Promise<NextStep> {
    const open = await this.invitations.openInvitation(token);
    const { account, member, organization } = open;
    const ctx = memberContext(organization.id, { id: member.id, name: input.name }, origin);
    if (!(await this.database.system('join', (tx) => this.policy.allowsOwnFactors(tx, member)))) throw ssoRequired();
    let passwordHash: string | null = null;
    if (account.passwordHash === null) {
      await this.assertNowhereElse(account, organization.id);
      this.passwords.assertAcceptable(input.password, [account.email, organization.name, input.name]);
      passwordHash = await this.passwords.hash(input.password);
    } else {
      const attempt = await this.throttle.begin(account.email, origin);
      if (!(await this.passwords.verify(account.passwordHash, input.password))) {
        await this.signIn.recordFailure(origin, member, 'password');
        throw invalidCredentials();
      }
      await this.throttle.passed(attempt);
    }
    await this.invitations.acceptInvitation(ctx, open, { name: input.name, passwordHash });
    return this.signIn.nextStep(account, member, ['password']);
  }

  /** A first password would open every place of the account, and the inviting administrator saw the link, too. */
  private async assertNowhereElse(account: Account, organizationId: string): Promise<void> {
    const places = await this.database.system('join', (tx) => this.directory.membershipsOf(tx, account.id));
    if (places.some((place) => place.organizationId !== organizationId)) throw firstPasswordElsewhere();
  }
}
