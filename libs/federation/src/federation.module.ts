import { Module } from '@nestjs/common';
import { AccountsModule } from '@divan/accounts';
import { AuditModule } from '@divan/audit';
import { AuthModule } from '@divan/auth';
import { OidcClient } from './oidc/oidc-client';
import { FederationListener } from './providers/federation.listener';
import { ProviderKeys } from './providers/provider-keys';
import { ProviderSettings } from './providers/provider-settings';
import { ProviderTests } from './providers/provider-tests.service';
import { ProviderRepository } from './providers/provider.repository';
import { ProvidersController } from './providers/providers.controller';
import { ProvidersService } from './providers/providers.service';
import { SignOnAddresses } from './providers/sign-on-addresses';
import { TxtResolver } from './providers/txt-resolver';
import { SamlClient } from './saml/saml-client';
import { ScimErrorFilter } from './scim/scim-error.filter';
import { ScimGroupReadModel } from './scim/scim-group.read-model';
import { ScimGroupRepository } from './scim/scim-group.repository';
import { ScimGroups } from './scim/scim-groups.service';
import { ScimMediaType } from './scim/scim-media-type';
import { ScimResponses } from './scim/scim-responses';
import { ScimRoles } from './scim/scim-roles.service';
import { ScimUserReadModel } from './scim/scim-user.read-model';
import { ScimUserRepository } from './scim/scim-user.repository';
import { ScimUsers } from './scim/scim-users.service';
import { ScimAboutController, ScimGroupsController, ScimUsersController } from './scim/scim.controller';
import { FlowRepository } from './sign-on/flow.repository';
import { IdentityRepository } from './sign-on/identity.repository';
import { MembershipService } from './sign-on/membership.service';
import { SignOnController } from './sign-on/sign-on.controller';
import { SignOnJobs } from './sign-on/sign-on.jobs';
import { SignOnService } from './sign-on/sign-on.service';
import { SsoStepUpController } from './sign-on/sso-step-up.controller';
import { SsoStepUp } from './sign-on/sso-step-up.service';

const providers = [
  ProviderKeys,
  ProviderRepository,
  ProviderSettings,
  ProviderTests,
  ProvidersService,
  SignOnAddresses,
  TxtResolver,
];
const signOn = [
  FlowRepository,
  IdentityRepository,
  MembershipService,
  OidcClient,
  SamlClient,
  SignOnJobs,
  SignOnService,
  SsoStepUp,
];
const scim = [
  ScimErrorFilter, ScimGroupReadModel, ScimGroupRepository, ScimGroups, ScimMediaType, ScimResponses, ScimRoles,
  ScimUserReadModel, ScimUserRepository, ScimUsers,
]; // prettier-ignore

@Module({
  imports: [AccountsModule, AuditModule, AuthModule],
  controllers: [
    ProvidersController,
    SignOnController,
    SsoStepUpController,
    ScimUsersController,
    ScimGroupsController,
    ScimAboutController,
  ],
  providers: [...providers, ...signOn, ...scim, FederationListener],
})
export class FederationModule {}
