import type { HttpClient } from '@divan/platform';
import { ConnectorError } from '../../kit/connector.errors';
import type { ChannelAccess } from '../../kit/contract';
import { isExpired, readAnswer, xrpc, type XrpcAnswer, type XrpcRequest } from './bluesky.client';
import { DEFAULT_SERVICE } from './bluesky.limits';
import { credentialsSchema, didDocSchema, sessionSchema, type BlueskyCredentials } from './bluesky.schemas';

/** Signs in with an app password. */
export async function signIn(
  http: HttpClient,
  service: string,
  identifier: string,
  appPassword: string,
): Promise<BlueskyCredentials> {
  const request = { nsid: 'com.atproto.server.createSession', body: { identifier, password: appPassword } };
  try {
    const session = readAnswer(sessionSchema, await xrpc(http, service, request), request);
    return toCredentials(http, service, appPassword, session);
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'AuthFactorTokenRequired') {
      throw new ConnectorError('auth_expired', 'This account asks for a second factor: use an app password.', {
        cause: error,
      });
    }
    throw error;
  }
}

/**
 * The signed-in calls of one account. An expired access token is renewed once, with the refresh token or else the app
 * password, and stored before it is used. A network that refused the token has done nothing, so the call may be repeated.
 */
export class BlueskySession {
  private credentials: BlueskyCredentials;

  constructor(
    private readonly http: HttpClient,
    private readonly access: ChannelAccess,
    private readonly renewals: Map<string, Promise<BlueskyCredentials>>,
  ) {
    const read = credentialsSchema.safeParse(access.credentials);
    if (!read.success)
      throw new ConnectorError('auth_expired', 'The stored credentials are incomplete: connect the account again.');
    this.credentials = read.data;
  }

  get did(): string {
    return this.credentials.did;
  }

  get handle(): string {
    return this.credentials.handle;
  }

  get pds(): string {
    return this.credentials.pds;
  }

  async call(request: XrpcRequest): Promise<XrpcAnswer> {
    const used = this.credentials.accessJwt;
    try {
      return await xrpc(this.http, this.credentials.pds, { ...request, token: used });
    } catch (error) {
      if (!isExpired(error)) throw error;
      await this.renew();
      return xrpc(this.http, this.credentials.pds, { ...request, token: this.credentials.accessJwt });
    }
  }

  /** One renewal at a time for an account, however many calls notice the expiry at once. */
  private async renew(): Promise<void> {
    const { channelId } = this.access;
    let running = this.renewals.get(channelId);
    if (!running) {
      running = this.obtainSession().finally(() => this.renewals.delete(channelId));
      this.renewals.set(channelId, running);
    }
    this.credentials = await running;
  }

  private async obtainSession(): Promise<BlueskyCredentials> {
    const next = (await this.refresh()) ?? (await this.signInAgain());
    await this.access.saveCredentials(next);
    return next;
  }

  private async refresh(): Promise<BlueskyCredentials | undefined> {
    const { pds, service, refreshJwt, appPassword } = this.credentials;
    const request = { nsid: 'com.atproto.server.refreshSession', token: refreshJwt, procedure: true };
    try {
      const session = readAnswer(sessionSchema, await xrpc(this.http, pds, request), request);
      return session.did === this.credentials.did ? toCredentials(this.http, service, appPassword, session) : undefined;
    } catch (error) {
      if (error instanceof ConnectorError && (error.kind === 'auth_expired' || error.kind === 'rejected'))
        return undefined;
      throw error;
    }
  }

  private async signInAgain(): Promise<BlueskyCredentials> {
    const { service, did, appPassword } = this.credentials;
    const next = await signIn(this.http, service, did, appPassword);
    if (next.did !== did) throw new ConnectorError('auth_expired', 'The network signed in another account.');
    return next;
  }
}

function toCredentials(
  http: HttpClient,
  service: string,
  appPassword: string,
  session: { did: string; handle: string; accessJwt: string; refreshJwt: string; didDoc?: unknown },
): BlueskyCredentials {
  const { did, handle, accessJwt, refreshJwt } = session;
  return {
    service,
    pds: pdsOf(http, service, session.didDoc) ?? service,
    did,
    handle,
    appPassword,
    accessJwt,
    refreshJwt,
  };
}

/**
 * The account's own server, as its DID document names it (atproto "DID", service #atproto_pds). Only Bluesky's entrance
 * stands in front of many servers; whoever names another server means that one.
 */
function pdsOf(http: HttpClient, service: string, didDoc: unknown): string | undefined {
  if (service !== DEFAULT_SERVICE) return undefined;
  const services = didDocSchema.safeParse(didDoc).data?.service ?? [];
  const endpoint = services.find(({ id }) => id.endsWith('#atproto_pds'))?.serviceEndpoint;
  return typeof endpoint === 'string' && http.permits(endpoint) ? new URL(endpoint).origin : undefined;
}
