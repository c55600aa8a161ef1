import { Injectable } from '@nestjs/common';
import { ALL_PERMISSIONS, RoleBook, SecurityPolicies } from '@divan/accounts';
import { Audit } from '@divan/audit';
import { ExternalSignIn } from '@divan/auth';
import {
  AppError,
  assertIfMatch,
  Clock,
  Database,
  hasPermission,
  newId,
  notFound,
  type RequestContext,
  type Tx,
} from '@divan/platform';
import {
  administratorNeeded,
  domainNotVerified,
  providerNeeded,
  settingsInvalid,
  tooManyProviders,
} from '../federation.errors';
import {
  domainChecked,
  providerAdded,
  providerChanged,
  providerChangeRefused,
  providerRemoved,
  type AuditedProvider,
} from '../federation.events';
import { FlowRepository } from '../sign-on/flow.repository';
import { IdentityRepository } from '../sign-on/identity.repository';
import { newDomain, normalizeDomain, recordNameOf, recordOf, recordValueOf } from './domain-record';
import { isRepointed, type IdentityProvider, type ProviderDomain, type RoleMapping } from './identity-provider';
import { ProviderKeys } from './provider-keys';
import { ProviderSettings, type OidcInput, type SamlInput } from './provider-settings';
import { ProviderRepository } from './provider.repository';
import { TxtResolver } from './txt-resolver';

const MOST_PROVIDERS = 20;

interface Common {
  name: string;
  domains: string[];
  groupsClaim: string | null;
  roleMapping: RoleMapping[];
  defaultRoles: string[];
  jit: boolean;
  phishingResistant: boolean;
  enabled: boolean;
}
export type NewProvider = { kind: 'oidc' | 'saml'; name: string; oidc?: OidcInput; saml?: SamlInput } & Partial<Common>;
export type ProviderChange = { oidc?: OidcInput; saml?: SamlInput } & Partial<Common>;

/** The identity providers of an organization, and the domains for which they speak. */
@Injectable()
export class ProvidersService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly policies: SecurityPolicies,
    private readonly providers: ProviderRepository,
    private readonly identities: IdentityRepository,
    private readonly settings: ProviderSettings,
    private readonly keys: ProviderKeys,
    private readonly roles: RoleBook,
    private readonly flows: FlowRepository,
    private readonly sessions: ExternalSignIn,
    private readonly resolver: TxtResolver,
  ) {}

  list(ctx: RequestContext): Promise<IdentityProvider[]> {
    return this.database.read(ctx, (tx) => this.providers.list(tx));
  }

  async get(ctx: RequestContext, id: string): Promise<IdentityProvider> {
    const provider = await this.database.read(ctx, (tx) => this.providers.find(tx, id));
    if (!provider) throw notFound('identity provider');
    return provider;
  }

  /** @throws 422 `federation.settings_invalid` naming the field */
  async add(ctx: RequestContext, input: NewProvider): Promise<IdentityProvider> {
    const id = newId();
    const checked = this.provider(ctx, id, input);
    // Made before the transaction: a key takes a moment, and nobody should wait for it with a lock in hand.
    const provider = { ...checked, ...(await this.keys.create(id)) };
    return this.refusing(ctx, id, async (tx) => {
      await this.providers.lockOrganization(tx);
      assertAdministrator(ctx);
      if ((await this.providers.list(tx)).length >= MOST_PROVIDERS) throw tooManyProviders(MOST_PROVIDERS);
      await this.assertRoles(tx, provider, null);
      await this.providers.insert(tx, provider, this.clock.now());
      await this.audit.write(tx, ctx, providerAdded, { object: objectOf(id), detail: audited(provider) });
      return this.reread(tx, id);
    });
  }

  private provider(ctx: RequestContext, id: string, input: NewProvider): IdentityProvider {
    const common = {
      id,
      organizationId: ctx.organizationId,
      name: input.name,
      sealedSecret: null,
      sealedKey: '',
      certificate: '',
      groupsClaim: input.groupsClaim ?? null,
      roleMapping: input.roleMapping ?? [],
      defaultRoles: input.defaultRoles ?? [],
      jit: input.jit ?? false,
      phishingResistant: input.phishingResistant ?? false,
      enabled: input.enabled ?? true,
      version: 1,
      domains: this.domains(input.domains ?? [], []),
    };
    if (input.kind === 'saml') {
      if (!input.saml) throw settingsInvalid('/saml', 'is needed for this kind');
      const settings = this.settings.saml(input.saml);
      return { ...common, kind: 'saml', settings, issuer: settings.entityId };
    }
    if (!input.oidc) throw settingsInvalid('/oidc', 'is needed for this kind');
    const settings = this.settings.oidc(input.oidc);
    const sealedSecret = this.secret(id, input.oidc, null);
    return { ...common, kind: 'oidc', settings, issuer: settings.issuer, sealedSecret };
  }

  /** What is left out stays. @throws 412; 409 `federation.provider_needed` */
  change(ctx: RequestContext, id: string, ifMatch: string, change: ProviderChange): Promise<IdentityProvider> {
    return this.refusing(ctx, id, async (tx) => {
      await this.providers.lockOrganization(tx);
      const before = await this.locked(tx, id, ifMatch);
      assertAdministrator(ctx);
      const after = this.changed(before, change);
      await this.assertRoles(tx, after, before);
      await this.providers.update(tx, after);
      // A subject means something at its issuer only: at another one the same text is somebody else.
      if (after.issuer !== before.issuer) await this.identities.removeOfProvider(tx, id);
      const disabled = before.enabled && !after.enabled;
      if (disabled) await this.assertProviderLeft(tx, ctx);
      if (disabled || isRepointed(before, after)) await this.endWhatItBegan(tx, ctx, id);
      await this.audit.write(tx, ctx, providerChanged, {
        object: objectOf(id),
        detail: {
          before: audited(before),
          after: audited(after),
          secretChanged: before.sealedSecret !== after.sealedSecret,
        },
      });
      return this.reread(tx, id);
    });
  }

  private changed(before: IdentityProvider, { oidc, saml, domains, ...plain }: ProviderChange): IdentityProvider {
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const common = { ...before, ...given, domains: domains ? this.domains(domains, before.domains) : before.domains };
    if (common.kind === 'saml') {
      if (oidc) throw settingsInvalid('/oidc', 'does not fit a SAML provider');
      const settings = saml ? this.settings.saml(saml) : common.settings;
      return { ...common, settings, issuer: settings.entityId };
    }
    if (saml) throw settingsInvalid('/saml', 'does not fit an OpenID provider');
    if (!oidc) return common;
    const settings = this.settings.oidc(oidc);
    return { ...common, settings, issuer: settings.issuer, sealedSecret: this.secret(common.id, oidc, common) };
  }

  /** A secret is kept only for the issuer and client that it was given for, so that nobody can have it sent elsewhere. */
  private secret(id: string, input: OidcInput, before: IdentityProvider | null): string | null {
    if (input.authentication === 'private_key_jwt') return null;
    if (input.clientSecret) return this.keys.sealSecret(id, input.clientSecret);
    const same =
      before?.kind === 'oidc' && before.issuer === input.issuer && before.settings.clientId === input.clientId;
    if (!same || !before.sealedSecret)
      throw settingsInvalid('/oidc/clientSecret', 'is needed for this issuer and client');
    return before.sealedSecret;
  }

  private domains(names: string[], known: ProviderDomain[]): ProviderDomain[] {
    const normalized = names.map((name, index) => {
      const domain = normalizeDomain(name);
      if (!domain) throw settingsInvalid(`/domains/${index}`, 'is not a domain');
      return domain;
    });
    return [...new Set(normalized)].map((name) => known.find((domain) => domain.name === name) ?? newDomain(name));
  }

  /** Those that are named anew have to be there; any may be given, since who is here holds every permission. */
  private async assertRoles(
    tx: Tx,
    { defaultRoles, roleMapping }: IdentityProvider,
    before: IdentityProvider | null,
  ): Promise<void> {
    const mapped = (mapping: RoleMapping[] = []): string[] => mapping.map(({ roleId }) => roleId);
    await this.assertThere(tx, '/defaultRoles', defaultRoles, before?.defaultRoles);
    await this.assertThere(tx, '/roleMapping', mapped(roleMapping), mapped(before?.roleMapping));
  }

  private async assertThere(tx: Tx, pointer: string, named: string[], known: string[] = []): Promise<void> {
    const ids = [...new Set(named)].filter((id) => !known.includes(id));
    const roles = await this.roles.find(tx, ids);
    const missing = ids.find((id) => !roles.some((role) => role.id === id));
    if (missing !== undefined) throw settingsInvalid(pointer, `names the role ${missing}, which does not exist`);
  }

  /** Sessions that came by it, heard by every process when the transaction commits, and what is on its way there. */
  private async endWhatItBegan(tx: Tx, ctx: RequestContext, id: string): Promise<void> {
    await this.flows.removeOfProvider(tx, id);
    await this.sessions.endOf(tx, ctx, id);
  }

  /** @throws 412; 409 `federation.provider_needed` */
  remove(ctx: RequestContext, id: string, ifMatch: string): Promise<void> {
    return this.refusing(ctx, id, async (tx) => {
      await this.providers.lockOrganization(tx);
      const provider = await this.locked(tx, id, ifMatch);
      await this.endWhatItBegan(tx, ctx, id);
      await this.providers.remove(tx, id);
      if (provider.enabled) await this.assertProviderLeft(tx, ctx);
      await this.audit.write(tx, ctx, providerRemoved, { object: objectOf(id), detail: audited(provider) });
    });
  }

  private async assertProviderLeft(tx: Tx, ctx: RequestContext): Promise<void> {
    const { passwordSignIn } = await this.policies.of(tx, ctx.organizationId);
    if (!passwordSignIn && (await this.providers.countEnabled(tx)) === 0) throw providerNeeded();
  }

  /** Looks for the DNS record that shows whose domain it is. @throws 422 `federation.domain_record_missing` */
  async verifyDomain(ctx: RequestContext, id: string, name: string): Promise<IdentityProvider> {
    const domain = (await this.get(ctx, id)).domains.find((one) => one.name === normalizeDomain(name));
    if (!domain) throw notFound('domain');
    const verified = (await this.resolver.resolve(recordNameOf(domain))).includes(recordValueOf(domain));
    const provider = await this.database.transaction(ctx, async (tx) => {
      await this.audit.write(tx, ctx, domainChecked, {
        object: objectOf(id),
        outcome: verified ? 'success' : 'failure',
        detail: { domain: domain.name, verified },
      });
      if (verified) await this.providers.domainVerified(tx, id, domain.name, this.clock.now());
      return this.reread(tx, id);
    });
    if (!verified) throw domainNotVerified(recordOf(domain));
    return provider;
  }

  private async locked(tx: Tx, id: string, ifMatch: string): Promise<IdentityProvider> {
    const provider = await this.providers.lock(tx, id);
    if (!provider) throw notFound('identity provider');
    assertIfMatch(ifMatch, provider.version);
    return provider;
  }

  private async reread(tx: Tx, id: string): Promise<IdentityProvider> {
    const provider = await this.providers.find(tx, id);
    if (!provider) throw notFound('identity provider');
    return provider;
  }

  private async refusing<T>(ctx: RequestContext, id: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.database.transaction(ctx, work);
    } catch (error) {
      if (error instanceof AppError && [409, 422].includes(error.status))
        await this.audit.refuse(ctx, providerChangeRefused, { object: objectOf(id), detail: { code: error.code } });
      throw error;
    }
  }
}

const objectOf = (id: string): { type: string; id: string } => ({ type: 'identity-provider', id });

function audited(provider: IdentityProvider): AuditedProvider {
  const { kind, name, issuer, groupsClaim, roleMapping, defaultRoles, jit, phishingResistant, enabled } = provider;
  const domains = provider.domains.map((domain) => domain.name);
  const settings = { ...provider.settings };
  return {
    kind,
    name,
    issuer,
    settings,
    domains,
    groupsClaim,
    roleMapping,
    defaultRoles,
    jit,
    phishingResistant,
    enabled,
  };
}

/** What a provider says is believed of administrators, too, so nobody sets one up who could not give that role. */
function assertAdministrator(ctx: RequestContext): void {
  if (!ALL_PERMISSIONS.every((permission) => hasPermission(ctx, permission))) throw administratorNeeded();
}
