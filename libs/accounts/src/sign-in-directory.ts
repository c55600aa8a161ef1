import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import { AccountRepository, type Account } from './account.repository';
import { MemberRepository, type Member } from './members/member.repository';
import { OrganizationRepository } from './organizations/organization.repository';

/** What sign-in reads and leaves here, before and while an organization is known. For the auth feature. */
@Injectable()
export class SignInDirectory {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly members: MemberRepository,
    private readonly organizations: OrganizationRepository,
  ) {}

  /** The account of an address and where it may sign in, the last used first. Within `Database.system`. */
  async byEmail(tx: Tx, email: string): Promise<{ account: Account; members: Member[] } | null> {
    const account = await this.accounts.findByEmail(tx, email);
    return account && { account, members: await this.members.activeOf(tx, account.id) };
  }

  findAccount(tx: Tx, accountId: string): Promise<Account | null> {
    return this.accounts.find(tx, accountId);
  }

  /** The account as it is now, and as it stays until the transaction ends. */
  holdAccount(tx: Tx, accountId: string): Promise<Account | null> {
    return this.accounts.hold(tx, accountId);
  }

  /**
   * Also within `Database.system`. Where the organization is suspended, and for a service member, the state is
   * `disabled`.
   */
  findMember(tx: Tx, memberId: string): Promise<Member | null> {
    return this.members.findForSignIn(tx, memberId);
  }

  /** Where an account may sign in, the last used first. Within `Database.system`. */
  membershipsOf(tx: Tx, accountId: string): Promise<Member[]> {
    return this.members.activeOf(tx, accountId);
  }

  /** What a guesser tries first: the member's name and address, and the organization's name. */
  async wordsOf(tx: Tx, account: Account, member: Pick<Member, 'name' | 'organizationId'>): Promise<string[]> {
    const organization = await this.organizations.find(tx, member.organizationId);
    return [account.email, member.name, organization?.name ?? ''];
  }

  /** Null where there is no password yet. */
  passwordChangedAt(tx: Tx, accountId: string): Promise<Date | null> {
    return this.accounts.passwordChangedAt(tx, accountId);
  }

  /** @returns false when the password is not the one that was looked at any more */
  changePassword(tx: Tx, accountId: string, before: string, after: string, at: Date): Promise<boolean> {
    return this.accounts.changePassword(tx, accountId, before, after, at);
  }

  /** Notes that the member was just seen. */
  seen(tx: Tx, memberId: string, at: Date): Promise<void> {
    return this.members.touch(tx, memberId, at);
  }
}
