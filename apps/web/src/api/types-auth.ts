import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Session = Schemas['SessionResponse'];
/** With recovery codes when the account had none yet. */
export type EnrolledSession = Schemas['PasskeySessionResponse'];
export type TotpEnrolment = Schemas['TotpEnrolmentResponse'];
export type SignedInSession = Schemas['OwnSessionResponse'];

/** What sign-in asks for next. */
export type SignInStep = Schemas['NextStepResponse'];
export type SignInFactor = SignInStep['factors'][number];

/** What an authenticator is asked, and the name under which the API expects its answer. */
export interface PasskeyQuestion {
  ceremony: string;
  options: PublicKeyCredentialRequestOptionsJSON;
}

export interface PasskeyCreation {
  ceremony: string;
  options: PublicKeyCredentialCreationOptionsJSON;
}

export type Passkey = Schemas['PasskeyResponse'];
/** How the member's own account is secured. */
export type OwnSecurity = Schemas['OwnSecurityResponse'];
export type SignInNotice = Schemas['SignInNoticeResponse'];
export type OwnOrganization = Schemas['OwnOrganizationResponse'];
export type SsoProvider = Schemas['SignOnProvidersResponse']['providers'][number];
