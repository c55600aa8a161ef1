import { api } from '../../../api/client';
import type { PasskeyCreation, PasskeyQuestion } from '../../../api/types';
import type { SignInAnswer } from '../steps/answer';
import { makePasskey, offerInField, showPasskey } from './web-authn';

const anonymous = { anonymous: true };

/** Signs in with a passkey: as the second step of a challenge, or, without one, with nothing else. */
export async function signInWithPasskey(challenge?: string): Promise<SignInAnswer> {
  const { ceremony, options } = await askForPasskey(challenge);
  const response = await showPasskey(options);
  return api.post<SignInAnswer>('/auth/passkey', { ceremony, response }, anonymous);
}

function askForPasskey(challenge?: string): Promise<PasskeyQuestion> {
  return api.post<PasskeyQuestion>('/auth/passkey-options', challenge ? { challenge } : {}, anonymous);
}

/** The same, with a passkey that is chosen in the list under the e-mail field. */
export async function signInFromField(): Promise<SignInAnswer> {
  const { ceremony, options } = await askForPasskey();
  const response = await offerInField(options);
  return api.post<SignInAnswer>('/auth/passkey', { ceremony, response }, anonymous);
}

/** Makes the passkey that sign-in requires. */
export async function enrolPasskey(challenge: string, name: string): Promise<SignInAnswer> {
  const { ceremony, options } = await api.post<PasskeyCreation>('/auth/passkey-enrolment', { challenge }, anonymous);
  const response = await makePasskey(options);
  const body = { challenge, ceremony, response, name };
  return api.post<SignInAnswer>('/auth/passkey-enrolment/confirm', body, anonymous);
}

/** Adds a passkey to the member's own. */
export async function addPasskey(name: string): Promise<void> {
  const { ceremony, options } = await api.post<PasskeyCreation>('/me/passkeys/options');
  const response = await makePasskey(options);
  await api.post('/me/passkeys', { ceremony, response, name });
}

/** Confirms that the member is still the one before the screen. */
export async function stepUpWithPasskey(): Promise<void> {
  const { ceremony, options } = await api.post<PasskeyQuestion>('/auth/step-up/passkey-options');
  const response = await showPasskey(options);
  await api.post('/auth/step-up', { ceremony, response });
}
