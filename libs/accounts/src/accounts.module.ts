import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { AccountRepository } from './account.repository';
import { AccountsController } from './accounts.controller';
import { InvitationRepository } from './invitations/invitation.repository';
import { InvitationService } from './invitations/invitation.service';
import { LogAlarmMail } from './log-alarm.mail';
import { MemberDirectory } from './members/member.read-model';
import { MemberRepository } from './members/member.repository';
import { MemberService } from './members/member.service';
import { MembersController } from './members/members.controller';
import { OrganizationRepository } from './organizations/organization.repository';
import { OrganizationService } from './organizations/organization.service';
import { PolicyController } from './policy/policy.controller';
import { PolicyRepository } from './policy/policy.repository';
import { SecurityPolicies } from './policy/security-policies';
import { SignInDirectory } from './sign-in-directory';
import { TeamRepository } from './teams/team.repository';
import { TeamService } from './teams/team.service';

@Module({
  imports: [AuditModule],
  controllers: [MembersController, AccountsController, PolicyController],
  providers: [
    AccountRepository,
    InvitationRepository,
    InvitationService,
    LogAlarmMail,
    MemberDirectory,
    MemberRepository,
    MemberService,
    OrganizationRepository,
    OrganizationService,
    PolicyRepository,
    SecurityPolicies,
    SignInDirectory,
    TeamRepository,
    TeamService,
  ],
  exports: [
    InvitationService,
    MemberDirectory,
    MemberService,
    OrganizationService,
    SecurityPolicies,
    SignInDirectory,
    TeamService,
  ],
})
export class AccountsModule {}
