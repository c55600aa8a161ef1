import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { AccountsModule } from '@divan/accounts';
import { AuditModule } from '@divan/audit';
import { TokenKeys } from '../token-keys';
import { ApiKeyReadModel } from './api-key.read-model';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeysController } from './api-keys.controller';
import { ApiKeysService } from './api-keys.service';
import { KeyGate } from './key-gate';
import { KeyMemberChangesListener } from './key-member-changes.listener';
import { KeyRegistry } from './key-registry';
import { KeyUsage } from './key-usage';
import { OauthController } from './oauth.controller';
import { OauthService } from './oauth.service';
import { OauthTokens } from './oauth-tokens';
import { ServiceMemberReadModel } from './service-member.read-model';
import { ServiceMembersController } from './service-members.controller';
import { ServiceMembersService } from './service-members.service';

/** Programs: service members, their keys, and the tokens that keys are exchanged for. */
@Module({
  imports: [AccountsModule, AuditModule, JwtModule.register({})],
  controllers: [ApiKeysController, OauthController, ServiceMembersController],
  providers: [
    ApiKeyReadModel,
    ApiKeyRepository,
    ApiKeysService,
    KeyGate,
    KeyMemberChangesListener,
    KeyRegistry,
    KeyUsage,
    OauthService,
    OauthTokens,
    ServiceMemberReadModel,
    ServiceMembersService,
    TokenKeys,
  ],
  exports: [KeyGate],
})
export class KeysModule {}
