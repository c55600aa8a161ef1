import { Injectable } from '@nestjs/common';
import { Config, platformConfig } from '@divan/platform';

/**
 * Our addresses at a provider. Each provider has its own, so that an answer of one is never taken for another's
 * (RFC 9700 §4.4.2.2).
 */
@Injectable()
export class SignOnAddresses {
  constructor(private readonly config: Config) {}

  callback = (providerId: string): string => this.of(providerId, 'callback');
  acs = (providerId: string): string => this.of(providerId, 'acs');
  /** Also our SAML entity id. */
  metadata = (providerId: string): string => this.of(providerId, 'metadata');
  jwks = (providerId: string): string => this.of(providerId, 'jwks');

  /** Where the browser goes on: a fragment is sent to no server and written into no log. */
  page(fragment: { code: string } | { error: string }, steppingUp = false): string {
    return `${this.web()}/sso${steppingUp ? '/step-up' : ''}#${new URLSearchParams(fragment).toString()}`;
  }

  private of(providerId: string, what: string): string {
    return `${this.web()}/v1/auth/sso/${providerId}/${what}`;
  }

  private web(): string {
    return this.config.get(platformConfig).WEB_URL.replace(/\/+$/, '');
  }
}
