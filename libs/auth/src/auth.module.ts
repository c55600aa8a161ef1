import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { AccountsModule } from '@divan/accounts';
import { AuditModule } from '@divan/audit';
import { AccessTokenStrategy } from './access-token.strategy';
import { AccessGuard } from './access.guard';
import { KeysModule } from './keys/keys.module';
import { OverviewModule } from './overview/overview.module';
import { AuthMail } from './mail/auth-mail';
import { KnownDeviceRepository } from './devices/known-device.repository';
import { KnownDevices } from './devices/known-devices';
import { PasskeyRepository } from './passkeys/passkey.repository';
import { ExternalSignIn } from './sessions/external-sign-in';
import { SessionList } from './sessions/session-list.service';
import { SessionOpening } from './sessions/session-opening';
import { AccountFactors } from './sign-in/account-factors';
import { AccountUnlock } from './sign-in/account-unlock.service';
import { CodeSignIn } from './sign-in/code-sign-in.service';
import { SignInPolicy } from './sign-in/sign-in-policy';
import { StepUpFactors } from './step-up/step-up-factors';
import { FactorResetController } from './factor-reset/factor-reset.controller';
import { FactorReset } from './factor-reset/factor-reset.service';
import { SignInNoticeController } from './notice/sign-in-notice.controller';
import { SignInNotices } from './notice/sign-in-notice.service';
import { OrganizationSwitchController } from './switching/organization-switch.controller';
import { OrganizationSwitch } from './switching/organization-switch.service';
import { OwnAccountController } from './own-account/own-account.controller';
import { OwnFactors } from './own-account/own-factors.service';
import { HashQueue } from './passwords/hash-queue';
import { OwnPassword } from './passwords/own-password.service';
import { PasswordChange } from './passwords/password-change';
import { PasswordResetRepository } from './passwords/password-reset.repository';
import { PasswordResets } from './passwords/password-reset.service';
import { PasswordResetsController } from './passwords/password-resets.controller';
import { OwnAccount } from './own-account/own-account';
import { Ceremonies } from './passkeys/ceremonies';
import { OwnPasskeysController } from './passkeys/own-passkeys.controller';
import { OwnPasskeys } from './passkeys/own-passkeys.service';
import { PasskeyEnrolment } from './passkeys/passkey-enrolment.service';
import { PasskeySignInController } from './passkeys/passkey-sign-in.controller';
import { PasskeySignIn } from './passkeys/passkey-sign-in.service';
import { PasskeyService } from './passkeys/passkey.service';
import { UsedTokenRepository } from './passkeys/used-token.repository';
import { WebAuthn } from './passkeys/webauthn';
import { StepUpController } from './step-up/step-up.controller';
import { StepUpService } from './step-up/step-up.service';
import { RecoveryCodes } from './totp/recovery-codes';
import { AuthController } from './sign-in/auth.controller';
import { AuthJobs } from './auth.jobs';
import { AccountLockJobs } from './sign-in/account-lock.jobs';
import { EnrolmentService } from './totp/enrolment.service';
import { JoiningService } from './sign-in/joining.service';
import { MemberChangesListener } from './sessions/member-changes.listener';
import { OrganizationChangesListener } from './sessions/organization-changes.listener';
import { PasswordService } from './passwords/password.service';
import { RouteCheck } from './route-check';
import { PolicyChangesListener } from './sessions/policy-changes.listener';
import { PolicyEnforcement } from './sessions/policy-enforcement';
import { SessionRegistry } from './sessions/session-registry';
import { SessionRepository } from './sessions/session.repository';
import { SessionService } from './sessions/session.service';
import { SessionsController } from './sessions/sessions.controller';
import { SignInService } from './sign-in/sign-in.service';
import { SignInThrottle } from './sign-in/sign-in-throttle';
import { ThrottleRepository } from './sign-in/throttle.repository';
import { TokenKeys } from './token-keys';
import { TokenService } from './token.service';
import { TotpRepository } from './totp/totp.repository';
import { TotpService } from './totp/totp.service';

const services = [
  AccountFactors,
  AccountUnlock,
  AuthMail,
  Ceremonies,
  CodeSignIn,
  EnrolmentService,
  FactorReset,
  HashQueue,
  ExternalSignIn,
  JoiningService,
  KnownDevices,
  OrganizationSwitch,
  OwnAccount,
  OwnFactors,
  OwnPassword,
  OwnPasskeys,
  PasskeyEnrolment,
  PasskeyService,
  PasskeySignIn,
  PasswordChange,
  PasswordResets,
  PasswordService,
  PolicyEnforcement,
  RecoveryCodes,
  SessionList,
  SessionOpening,
  SessionService,
  SignInNotices,
  SignInPolicy,
  SignInService,
  SignInThrottle,
  StepUpFactors,
  StepUpService,
  TokenService,
  TotpService,
  WebAuthn,
];
const repositories = [
  PasswordResetRepository,
  UsedTokenRepository,
  KnownDeviceRepository,
  PasskeyRepository,
  SessionRepository,
  ThrottleRepository,
  TotpRepository,
];
const access = [
  AccessTokenStrategy,
  RouteCheck,
  SessionRegistry,
  TokenKeys,
  { provide: APP_GUARD, useClass: AccessGuard },
];

@Module({
  imports: [AccountsModule, AuditModule, KeysModule, OverviewModule, JwtModule.register({})],
  controllers: [
    AuthController,
    PasskeySignInController,
    FactorResetController,
    OrganizationSwitchController,
    OwnAccountController,
    OwnPasskeysController,
    PasswordResetsController,
    StepUpController,
    SessionsController,
    SignInNoticeController,
  ],
  providers: [
    ...services,
    ...repositories,
    ...access,
    AccountLockJobs,
    AuthJobs,
    MemberChangesListener,
    OrganizationChangesListener,
    PolicyChangesListener,
  ],
  exports: [AccountUnlock, ExternalSignIn],
})
export class AuthModule {}
