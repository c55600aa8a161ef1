import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { AccountRepository } from './account.repository';
import { AccountsController } from './accounts.controller';
import { InvitationRepository } from './invitation.repository';
import { InvitationService } from './invitation.service';
import { LogAlarmMail } from './log-alarm.mail';
import { MemberDirectory } from './member.read-model';
import { MemberRepository } from './member.repository';
import { MemberService } from './member.service';
import { MembersController } from './members.controller';
import { OrganizationRepository } from './organization.repository';
import { OrganizationService } from './organization.service';
import { PolicyController } from './policy/policy.controller';
import { PolicyRepository } from './policy/policy.repository';
import { SecurityPolicies } from './policy/security-policies';
import { SignInDirectory } from './sign-in-directory';
import { TeamRepository } from './team.repository';
import { TeamService } from './team.service';

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
