import { Module } from '@nestjs/common';
import { AuditModule } from '@divan/audit';
import { AccountRepository } from './account.repository';
import { AccountsController } from './accounts.controller';
import { InvitationRepository } from './invitations/invitation.repository';
import { InvitationService } from './invitations/invitation.service';
import { LogAlarmMail } from './log-alarm.mail';
import { MemberChanges } from './members/member-changes';
import { MemberProvisioning } from './members/member-provisioning';
import { MemberDirectory } from './members/member.read-model';
import { MemberRepository } from './members/member.repository';
import { MemberService } from './members/member.service';
import { MembersController } from './members/members.controller';
import { OrganizationRepository } from './organizations/organization.repository';
import { OrganizationService } from './organizations/organization.service';
import { PolicyController } from './policy/policy.controller';
import { PolicyRepository } from './policy/policy.repository';
import { SecurityPolicies } from './policy/security-policies';
import { RoleBook } from './roles/role-book';
import { RoleRepository } from './roles/role.repository';
import { ServiceMembers } from './members/service-members';
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
    MemberChanges,
    MemberDirectory,
    MemberProvisioning,
    MemberRepository,
    MemberService,
    OrganizationRepository,
    OrganizationService,
    PolicyRepository,
    RoleBook,
    RoleRepository,
    SecurityPolicies,
    ServiceMembers,
    SignInDirectory,
    TeamRepository,
    TeamService,
  ],
  exports: [
    InvitationService,
    MemberDirectory,
    MemberProvisioning,
    MemberService,
    OrganizationService,
    RoleBook,
    SecurityPolicies,
    ServiceMembers,
    SignInDirectory,
    TeamService,
  ],
})
export class AccountsModule {}
