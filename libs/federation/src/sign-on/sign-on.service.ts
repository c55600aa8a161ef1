import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Audit, RepeatedRefusals } from '@divan/audit';
import { ExternalSignIn, type Origin, type SessionTokens } from '@divan/auth';
import { AppError, Clock, countedAddress, Database, newId, notFound, SecretBox } from '@divan/platform';
import { answerRefused, notAnew, signOnInvalid, somebodyElse } from '../federation.errors';
import { signOnRefused } from '../federation.events';
import { OidcClient, type OidcSecrets } from '../oidc/oidc-client';
import { domainOf, type ExternalIdentity, type IdentityProvider } from '../providers/identity-provider';
import { ProviderRepository } from '../providers/provider.repository';
import { SamlClient } from '../saml/saml-client';
import { reasonOf } from '../reason';
import { hashOf } from './browser-cookie';
import { FlowRepository, type Flow } from './flow.repository';
import { MembershipService, providerContext } from './membership.service';

const FLOW_MS = 10 * 60_000;
const CODE_MS = 60_000;
const SEALED_FOR = 'federation/sign-on';
/** As much as clocks may differ, and no more: a sign-in before the request is none in answer to it. */
const SKEW_MS = 30_000;

/** Where the browser goes on from an answer: with a one-time code, or with what went wrong. */
export interface Answer {
  fragment: { code: string } | { error: string };
  steppingUp: boolean;
}

/** The session that is stepped up, and whose it is. */
export interface SteppedUpSession {
  sessionId: string;
  memberId: string;
}

/**
 * Single sign-on in three steps, each taken once and by the same browser: begin leads to the provider, its answer names
 * the member, and the page exchanges a one-time code for the session. Tokens of the provider stay here and are not kept.
 */
@Injectable()
export class SignOnService {
  private readonly logger = new Logger(SignOnService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly refusals: RepeatedRefusals,
    private readonly box: SecretBox,
    private readonly providers: ProviderRepository,
    private readonly flows: FlowRepository,
    private readonly oidc: OidcClient,
    private readonly saml: SamlClient,
    private readonly membership: MembershipService,
    private readonly signIn: ExternalSignIn,
  ) {}

  /** Which providers speak for the address's domain. It says nothing of whether anybody has the address. */
  providersOf(email: string): Promise<{ id: string; name: string }[]> {
    const domain = domainOf(email.trim());
    return domain ? this.database.system('sso', (tx) => this.providers.ofDomain(tx, domain)) : Promise.resolve([]);
  }

  /** @throws 404 for a provider that is not there or not enabled */
  async enabled(providerId: string): Promise<IdentityProvider> {
    const provider = await this.any(providerId);
    if (!provider.enabled) throw notFound('identity provider');
    return provider;
  }

  /** Also one that is still being set up. @throws 404 */
  async any(providerId: string): Promise<IdentityProvider> {
    const provider = await this.database.system('sso', (tx) => this.providers.find(tx, providerId));
    if (!provider) throw notFound('identity provider');
    return provider;
  }

  /**
   * @param stepUp the session for which the person has to show who they are anew; without it a session will open
   * @returns where to send the browser
   * @throws 502 `federation.provider_unusable`
   */
  async begin(provider: IdentityProvider, browser: string, stepUp: SteppedUpSession | null = null): Promise<string> {
    // An XML id may not begin with a digit.
    const state = `_${randomBytes(32).toString('base64url')}`;
    const { url, secrets } =
      provider.kind === 'oidc'
        ? await this.oidc.begin(provider, state, stepUp !== null)
        : { url: await this.saml.begin(provider, state, stepUp !== null), secrets: null };
    const now = this.clock.now();
    const flow = {
      id: newId(),
      organizationId: provider.organizationId,
      providerId: provider.id,
      browserHash: hashOf(browser),
      sealedSecrets: this.box.seal(JSON.stringify(secrets), SEALED_FOR),
      createdAt: now,
      expiresAt: new Date(now.getTime() + FLOW_MS),
      memberId: stepUp?.memberId ?? null,
      sessionId: stepUp?.sessionId ?? null,
    };
    await this.database.system('sso', (tx) => this.flows.insert(tx, flow, hashOf(state)));
    return url;
  }

  /** The answer of an OpenID provider. */
  async answerOidc(
    providerId: string,
    query: Record<string, unknown>,
    browser: string | null,
    origin: Origin,
  ): Promise<Answer> {
    const provider = await this.enabled(providerId);
    const parameters = Object.fromEntries(Object.entries(query).filter(isText));
    // A parameter that came twice is no text: which of the two was meant, nobody knows.
    const whole = Object.keys(parameters).length === Object.keys(query).length;
    const { state } = parameters;
    if (provider.kind !== 'oidc' || !whole || !state) return INVALID;
    return this.answer(provider, origin, async (about) => {
      const flow = about(await this.take(provider, state, browser));
      const secrets = JSON.parse(this.box.open(flow.sealedSecrets, SEALED_FOR).toString('utf8')) as OidcSecrets;
      return this.admit(provider, flow, await this.oidc.finish(provider, parameters, state, secrets), origin);
    });
  }

  /** The answer of a SAML provider. */
  async answerSaml(providerId: string, response: unknown, browser: string | null, origin: Origin): Promise<Answer> {
    const provider = await this.enabled(providerId);
    if (provider.kind !== 'saml' || typeof response !== 'string' || browser === null) return INVALID;
    return this.answer(provider, origin, async (about) => {
      const { identity, requestId } = await this.saml.finish(provider, response);
      return this.admit(provider, about(await this.take(provider, requestId, browser)), identity, origin);
    });
  }

  /** A person is at the browser: what went wrong is for the page to tell. */
  private async answer(
    provider: IdentityProvider,
    origin: Origin,
    work: (about: (flow: Flow) => Flow) => Promise<string>,
  ): Promise<Answer> {
    let steppingUp = false;
    const about = (flow: Flow): Flow => {
      steppingUp = flow.sessionId !== null;
      return flow;
    };
    try {
      const code = await this.refusing(provider, origin, () => work(about));
      return { fragment: { code }, steppingUp };
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      return { fragment: { error: error.code }, steppingUp };
    }
  }

  /** Finds the sign-on that is answered and takes it, once. @throws 401 `federation.sign_on_invalid` */
  private take(provider: IdentityProvider, state: string, browser: string | null): Promise<Flow> {
    const now = this.clock.now();
    return this.database.system('sso', async (tx) => {
      const flow = await this.flows.find(tx, hashOf(state));
      const fits = flow?.providerId === provider.id && flow.expiresAt > now;
      if (!fits || browser === null || !timingSafeEqual(flow.browserHash, hashOf(browser))) throw signOnInvalid();
      if (!(await this.flows.answered(tx, flow.id, now))) throw signOnInvalid();
      return flow;
    });
  }

  private async admit(
    provider: IdentityProvider,
    flow: Flow,
    identity: ExternalIdentity,
    origin: Origin,
  ): Promise<string> {
    const memberId =
      flow.sessionId === null
        ? await this.membership.memberOf(provider, identity, origin)
        : await this.sameMember(provider, flow, identity);
    const code = randomBytes(32).toString('base64url');
    const codeExpiresAt = new Date(this.clock.now().getTime() + CODE_MS);
    const { authenticatedAt } = identity;
    const result = { memberId, authenticatedAt, codeHash: hashOf(code), codeExpiresAt };
    await this.database.system('sso', (tx) => this.flows.succeeded(tx, flow.id, result));
    return code;
  }

  /** @throws 403 `federation.not_anew`, `federation.somebody_else` (ASVS 6.8.4, 7.5.3) */
  private async sameMember(provider: IdentityProvider, flow: Flow, identity: ExternalIdentity): Promise<string> {
    const { authenticatedAt, subject } = identity;
    if (!authenticatedAt || authenticatedAt.getTime() < flow.createdAt.getTime() - SKEW_MS) throw notAnew();
    const memberId = await this.membership.knownMember(provider, subject);
    if (memberId === null || memberId !== flow.memberId) throw somebodyElse();
    return memberId;
  }

  /** Exchanges the page's code for a session. @throws 401 `federation.sign_on_invalid` */
  async complete(code: string, browser: string | null, origin: Origin): Promise<SessionTokens> {
    const flow = await this.takeCode(code, browser, null);
    if (!flow?.memberId) throw signOnInvalid();
    const { memberId, organizationId, authenticatedAt } = flow;
    const provider = await this.enabled(flow.providerId);
    const { kind, id: providerId, phishingResistant } = provider;
    return this.refusing(provider, origin, () =>
      this.database.transaction({ organizationId }, async (tx) => {
        // Disabled or pointed elsewhere a moment ago: what ended the sessions did not see this one.
        const stands = (await this.providers.holdEnabled(tx, providerId)) && (await this.flows.isThere(tx, flow.id));
        if (!stands) throw signOnInvalid();
        const proof = { organizationId, memberId, providerId, methods: [kind], phishingResistant, authenticatedAt };
        return this.signIn.open(tx, origin, proof);
      }),
    );
  }

  /** Takes a page's code, once. @param sessionId that it steps up; null: it opens one. @returns null for any other */
  async takeCode(code: string, browser: string | null, sessionId: string | null): Promise<Flow | null> {
    if (browser === null) return null;
    const now = this.clock.now();
    return this.database.system('sso', (tx) => this.flows.complete(tx, hashOf(code), hashOf(browser), sessionId, now));
  }

  private async refusing<T>(provider: IdentityProvider, origin: Origin, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = error instanceof AppError ? error : answerRefused(error);
      this.logger.warn(
        { providerId: provider.id, requestId: origin.requestId, code: failure.code, reason: reasonOf(failure.cause) },
        'A sign-on was refused.',
      );
      await this.record(provider, origin, failure.code);
      throw failure;
    }
  }

  /** Nobody is signed in here: who repeats a refused answer fills the operator's log, not the organization's. */
  private record(provider: IdentityProvider, origin: Origin, code: string): Promise<void> {
    const from = origin.address && countedAddress(origin.address);
    return this.refusals.note(`${signOnRefused.name} ${provider.id} ${code} ${from}`, (repetitions) =>
      this.audit.refuse(providerContext(provider, origin), signOnRefused, {
        object: { type: 'identity-provider', id: provider.id },
        detail: { code, repetitions },
      }),
    );
  }
}

const INVALID: Answer = { fragment: { error: signOnInvalid().code }, steppingUp: false };

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
