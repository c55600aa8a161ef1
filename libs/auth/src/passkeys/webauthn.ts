import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { accountsConfig } from '@divan/accounts';
import { Config } from '@divan/platform';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Passkey } from './passkey.repository';

type Library = typeof import('@simplewebauthn/server', { with: { 'resolution-mode': 'import' } });

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

export type NewCredential = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>;

let loading: Promise<Library> | undefined;
// With its readers of certificates it takes several megabytes, and most sign-ins are without a passkey.
const library = (): Promise<Library> => (loading ??= import('@simplewebauthn/server'));

const TIMEOUT_MS = 5 * 60 * 1000;
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/**
 * Web Authentication Level 3 for the address at which people open Divan: its host is the relying party's id, and only
 * its origin is accepted. The person is always verified, so that a passkey is two factors by itself.
 */
@Injectable()
export class WebAuthn {
  private readonly origin: string;
  private readonly rpId: string;

  constructor(config: Config) {
    const url = new URL(config.get(accountsConfig).WEB_URL);
    this.origin = url.origin;
    this.rpId = url.hostname;
  }

  newChallenge(): string {
    return randomBytes(32).toString('base64url');
  }

  /** For `navigator.credentials.create()`. */
  async creationOptions(
    account: { id: string; email: string },
    existing: readonly Passkey[],
    challenge: string,
  ): Promise<CreationOptions> {
    const { generateRegistrationOptions } = await library();
    return generateRegistrationOptions({
      rpName: 'Divan',
      rpID: this.rpId,
      userName: account.email,
      userID: new TextEncoder().encode(account.id),
      challenge: bytesOf(challenge),
      timeout: TIMEOUT_MS,
      attestationType: 'none',
      excludeCredentials: existing.map(({ credentialId: id, transports }) => ({ id, transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  }

  /** For `navigator.credentials.get()`. @param allowed none: whichever passkey the person has for this site */
  async requestOptions(allowed: readonly Passkey[], challenge: string): Promise<RequestOptions> {
    const { generateAuthenticationOptions } = await library();
    return generateAuthenticationOptions({
      rpID: this.rpId,
      challenge: bytesOf(challenge),
      timeout: TIMEOUT_MS,
      userVerification: 'required',
      allowCredentials: allowed.map(({ credentialId: id, transports }) => ({ id, transports })),
    });
  }

  /** @returns null for what is no valid answer to the challenge */
  async verifyCreation(response: object, challenge: string): Promise<NewCredential | null> {
    const { verifyRegistrationResponse } = await library();
    try {
      const { registrationInfo } = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        requireUserVerification: true,
      });
      if (!registrationInfo) return null;
      const { credential, credentialBackedUp } = registrationInfo;
      const known = (credential.transports ?? []).filter((transport) => TRANSPORTS.includes(transport));
      return {
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: known,
        backedUp: credentialBackedUp,
      };
    } catch {
      // The library throws on everything that is wrong; none of it is for the outside.
      return null;
    }
  }

  /** @returns null for what is no valid answer to the challenge with this passkey */
  async verifyAssertion(
    response: object,
    challenge: string,
    { credentialId, publicKey, counter }: Passkey,
  ): Promise<{ counter: number; backedUp: boolean } | null> {
    const { verifyAuthenticationResponse } = await library();
    try {
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.rpId,
        credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter },
        requireUserVerification: true,
      });
      return verified
        ? { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
        : null;
    } catch {
      return null;
    }
  }
}

function bytesOf(challenge: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}
