import { Injectable } from '@nestjs/common';
import { InvitationAcceptance, type OpenInvitation } from '@divan/accounts';
import { Database } from '@divan/platform';
import { invalidCredentials, ssoRequired } from '../auth.errors';
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
    private readonly invitations: InvitationAcceptance,
    private readonly passwords: PasswordService,
    private readonly throttle: SignInThrottle,
    private readonly signIn: SignInService,
  ) {}

  openInvitation(token: string): Promise<OpenInvitation> {
    return this.invitations.open(token);
  }

  /**
   * A new account gets its password here. A person whose account is known signs in to it, with the password and the
   * second factor, and has joined when that is done: the link alone takes nobody's account anywhere.
   */
  async accept(origin: Origin, token: string, input: { name: string; password: string }): Promise<NextStep> {
    const open = await this.invitations.open(token);
    const { account, member, organization, invitation } = open;
    const ctx = memberContext(organization.id, { id: member.id, name: input.name }, origin);
    if (!(await this.database.system('join', (tx) => this.policy.allowsOwnFactors(tx, member)))) throw ssoRequired();
    if (open.owner === 'proven') {
      await this.invitations.assertStands(ctx, invitation.id);
      await this.verify(origin, open, input.password);
      return this.signIn.nextStep(account, member, ['password'], { invitationId: invitation.id, name: input.name });
    }
    this.passwords.assertAcceptable(input.password, [account.email, organization.name, input.name]);
    // Counts until it was accepted: what stays refused, time after time, would cost a hash and an event each.
    await this.throttle.beginAnywhere(origin);
    const passwordHash = await this.passwords.hash(input.password);
    const joined = await this.invitations.acceptWithPassword(ctx, open, { name: input.name, passwordHash });
    await this.database.system('join', (tx) => this.throttle.releaseAnywhere(tx, origin));
    return this.signIn.nextStep(joined, member, ['password']);
  }

  private async verify(origin: Origin, { account, member }: OpenInvitation, password: string): Promise<void> {
    const attempt = await this.throttle.begin(account.email, origin);
    if (
      !(await this.throttle.judge(attempt, () => this.passwords.verify(account.passwordHash, password, attempt.known)))
    ) {
      await this.signIn.recordFailure(origin, member, 'password');
      throw invalidCredentials();
    }
    await this.throttle.passed(attempt);
  }
}
