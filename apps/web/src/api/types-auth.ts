import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { components } from './schema';

/** What sign-in asks for next. */
export interface SignInStep {
  step: 'totp' | 'totp-enrolment' | 'passkey' | 'passkey-enrolment';
  /** Good for some minutes and for this step only. */
  challenge: string;
  factors?: SignInFactor[];
}
export type SignInFactor = 'totp' | 'passkey' | 'recovery-code';

/** What an authenticator is asked, and the name under which the API expects its answer. */
export interface PasskeyQuestion {
  ceremony: string;
  options: PublicKeyCredentialRequestOptionsJSON;
}

export interface PasskeyCreation {
  ceremony: string;
  options: PublicKeyCredentialCreationOptionsJSON;
}

export interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  /** Kept by a password manager or an account of the platform, and so on several devices. */
  backedUp: boolean;
  transports: string[];
}

/** How the member's own account is secured. */
export interface OwnSecurity {
  passwordChangedAt: string | null;
  totp: { confirmedAt: string } | null;
  passkeys: number;
  recoveryCodesLeft: number;
  phishingResistantRequired: boolean;
  passwordSignIn: boolean;
  /** Minutes without use after which a session ends. */
  idleMinutes?: number;
}

export interface SignInNotice {
  text: string | null;
  acknowledgedAt: string | null;
}

export interface OwnOrganization {
  id: string;
  name: string;
  current: boolean;
  switchable: boolean;
}

export interface SsoProvider {
  id: string;
  name: string;
}

type Schemas = components['schemas'];
export type Session = Schemas['SessionResponse'];
/** With recovery codes when the account had none yet. */
export type EnrolledSession = Session & { recoveryCodes?: string[] };
export type TotpEnrolment = Schemas['TotpEnrolmentResponse'];
export type SignedInSession = Schemas['OwnSessionResponse'] & { methods?: string[] };
