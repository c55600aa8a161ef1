import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser';

// Downloaded when somebody is about to use a passkey, not with the page.
const library = () => import('@simplewebauthn/browser');

/**
 * `cancelled`: closed, timed out or no passkey there, which browsers do not tell apart; `registered`: this
 * authenticator has one already; `address`: passkeys do not work at this address; `unsupported`: not with this device.
 */
export type PasskeyFailure = 'cancelled' | 'registered' | 'address' | 'unsupported' | 'failed';

export class PasskeyError extends Error {
  readonly reason: PasskeyFailure;

  constructor(reason: PasskeyFailure, cause: unknown) {
    super(`passkey: ${reason}`, { cause });
    this.name = 'PasskeyError';
    this.reason = reason;
  }
}

const REASONS: Record<string, PasskeyFailure> = {
  ERROR_CEREMONY_ABORTED: 'cancelled',
  ERROR_INVALID_DOMAIN: 'address',
  ERROR_INVALID_RP_ID: 'address',
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'registered',
  ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT: 'unsupported',
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT: 'unsupported',
  ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG: 'unsupported',
};

function failureOf(error: unknown): PasskeyError {
  const { code = '', name = '' } = error as { code?: string; name?: string };
  const known = REASONS[code];
  if (known) return new PasskeyError(known, error);
  if (name === 'NotAllowedError' || name === 'AbortError') return new PasskeyError('cancelled', error);
  if (name === 'SecurityError') return new PasskeyError('address', error);
  return new PasskeyError(passkeysSupported() ? 'failed' : 'unsupported', error);
}

/** Whether this browser knows passkeys at all; without them their buttons are not shown. */
export function passkeysSupported(): boolean {
  return typeof globalThis.PublicKeyCredential === 'function';
}

/** @throws PasskeyError */
export async function showPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON> {
  try {
    return await (await library()).startAuthentication({ optionsJSON });
  } catch (error) {
    throw failureOf(error);
  }
}

/** @throws PasskeyError */
export async function makePasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  try {
    return await (await library()).startRegistration({ optionsJSON });
  } catch (error) {
    throw failureOf(error);
  }
}

/** Whether passkeys can be offered in the list under the e-mail field. */
export async function offersPasskeysInField(): Promise<boolean> {
  if (!passkeysSupported()) return false;
  return (await library()).browserSupportsWebAuthnAutofill();
}

/** Waits for a passkey chosen in the field's list. Another ceremony, or {@link stopOffering}, ends the waiting. */
export async function offerInField(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON> {
  try {
    return await (await library()).startAuthentication({ optionsJSON, useBrowserAutofill: true });
  } catch (error) {
    throw failureOf(error);
  }
}

export async function stopOffering(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}
