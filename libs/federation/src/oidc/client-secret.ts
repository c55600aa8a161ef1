import type * as openid from 'openid-client';

const [BASIC, POST] = ['client_secret_basic', 'client_secret_post'] as const;

/**
 * The client secret by HTTP Basic, or in the body where the provider offers that only. Some offer both, and take from a
 * client the one that it is registered with: the other is tried, and kept while it works.
 */
export class ClientSecrets {
  /** Providers that have refused the way that is tried first. */
  private readonly otherWay = new Set<string>();

  authentication(client: typeof openid, providerId: string, secret: string): openid.ClientAuth {
    const post = client.ClientSecretPost(secret);
    return (server, metadata, body, headers) => {
      const basic = offered(server).includes(BASIC) && !(offersBoth(server) && this.otherWay.has(providerId));
      if (!basic) return post(server, metadata, body, headers);
      const credentials = `${encoded(metadata.client_id)}:${encoded(secret)}`;
      headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
    };
  }

  /** Asks for the tokens, and once more the other way where the client was refused. */
  async grant<T>(providerId: string, server: openid.ServerMetadata, ask: () => Promise<T>): Promise<T> {
    const wasOther = this.otherWay.has(providerId);
    try {
      return await ask();
    } catch (error) {
      if (!offersBoth(server) || !refusesClient(error)) throw error;
      // Set, not turned: somebody else may have been refused at the same time.
      this.takeOther(providerId, !wasOther);
      return await ask().catch(() => {
        this.takeOther(providerId, wasOther);
        throw error;
      });
    }
  }

  private takeOther(providerId: string, other: boolean): void {
    if (other) this.otherWay.add(providerId);
    else this.otherWay.delete(providerId);
  }
}

/**
 * RFC 6749 §2.3.1, escaping only what has to be: there are providers that do not decode, and most ids and secrets have
 * hyphens and underlines.
 */
const encoded = (text: string): string => encodeURIComponent(text);

const offered = ({ token_endpoint_auth_methods_supported: methods }: openid.ServerMetadata): string[] =>
  methods ?? [BASIC];

const offersBoth = (server: openid.ServerMetadata): boolean =>
  [BASIC, POST].every((method) => offered(server).includes(method));

/** RFC 6749 §5.2. */
function refusesClient(error: unknown): boolean {
  const { error: code, status } = error as { error?: unknown; status?: unknown };
  return status === 401 || code === 'invalid_client' || code === 'unauthorized_client';
}
