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
import { SignInDirectory } from './sign-in-directory';
import { TeamRepository } from './team.repository';
import { TeamService } from './team.service';

@Module({
  imports: [AuditModule],
  controllers: [MembersController, AccountsController],
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
    SignInDirectory,
    TeamRepository,
    TeamService,
  ],
  exports: [InvitationService, MemberDirectory, MemberService, OrganizationService, SignInDirectory, TeamService],
})
export class AccountsModule {}
