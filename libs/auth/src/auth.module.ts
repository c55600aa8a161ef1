import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { AccountsModule } from '@divan/accounts';
import { AuditModule } from '@divan/audit';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessGuard } from './access.guard';
import { AuthController } from './auth.controller';
import { AuthJobs } from './auth.jobs';
import { EnrolmentService } from './enrolment.service';
import { JoiningService } from './joining.service';
import { MemberChangesListener } from './member-changes.listener';
import { PasswordService } from './password.service';
import { RouteCheck } from './route-check';
import { SessionRegistry } from './session-registry';
import { SessionRepository } from './session.repository';
import { SessionService } from './session.service';
import { SessionsController } from './sessions.controller';
import { SignInService } from './sign-in.service';
import { SignInThrottle } from './sign-in-throttle';
import { ThrottleRepository } from './throttle.repository';
import { TokenKeys } from './token-keys';
import { TokenService } from './token.service';
import { TotpRepository } from './totp.repository';
import { TotpService } from './totp.service';

const services = [
  EnrolmentService,
  JoiningService,
  PasswordService,
  SessionService,
  SignInService,
  SignInThrottle,
  TokenService,
  TotpService,
];
const repositories = [SessionRepository, ThrottleRepository, TotpRepository];
const access = [
  AccessTokenStrategy,
  RouteCheck,
  SessionRegistry,
  TokenKeys,
  { provide: APP_GUARD, useClass: AccessGuard },
];

@Module({
  imports: [AccountsModule, AuditModule, JwtModule.register({})],
  controllers: [AuthController, SessionsController],
  providers: [...services, ...repositories, ...access, AuthJobs, MemberChangesListener],
})
export class AuthModule {}
