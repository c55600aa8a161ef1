import { AppError } from '@divan/platform';

export const settingsInvalid = (pointer: string, detail: string): AppError =>
  new AppError('federation.settings_invalid', 422, 'The provider cannot be used with these settings.', {
    errors: [{ pointer, detail }],
  });

export const tooManyProviders = (maximum: number): AppError =>
  new AppError('federation.too_many_providers', 409, `An organization may have at most ${maximum} identity providers.`);

/** Nobody but the break-glass administrator could sign in. */
export const providerNeeded = (): AppError =>
  new AppError(
    'federation.provider_needed',
    409,
    'Sign-in with a password is off, so one enabled identity provider has to remain.',
  );

export const noProviderEnabled = (): AppError =>
  new AppError(
    'federation.no_provider_enabled',
    422,
    'Sign-in with a password can be turned off once an identity provider is enabled.',
    { errors: [{ pointer: '/passwordSignIn', detail: 'needs an enabled identity provider' }] },
  );

export const domainNotVerified = (record: string): AppError =>
  new AppError('federation.domain_record_missing', 422, `This DNS record was not found: ${record}`, {
    data: { record },
  });

export const providerUnusable = (detail: string, cause?: unknown): AppError =>
  new AppError('federation.provider_unusable', 502, detail, { cause });

/** One answer for a sign-on that is unknown, used, expired or of another browser. */
export const signOnInvalid = (): AppError =>
  new AppError('federation.sign_on_invalid', 401, 'This sign-on took too long, was used or began in another browser.');

/** The provider said no, or what it said cannot be trusted; which of them is in the logs. */
export const answerRefused = (cause?: unknown): AppError =>
  new AppError('federation.answer_refused', 401, 'The answer of the identity provider was not accepted.', { cause });

export const acrMissing = (): AppError =>
  new AppError(
    'federation.acr_missing',
    403,
    'The identity provider did not confirm the kind of sign-in that your organization asks for.',
  );

export const addressNotVerified = (): AppError =>
  new AppError('federation.address_not_verified', 403, 'The identity provider does not vouch for your mail address.');

export const domainForeign = (): AppError =>
  new AppError('federation.domain_foreign', 403, 'Your mail address is not in a domain of this organization.');

/** A step-up wants the person themselves, now: not the provider's memory of an earlier sign-in. */
export const notAnew = (): AppError =>
  new AppError('federation.not_anew', 403, 'The identity provider did not confirm that you signed in there just now.');

export const somebodyElse = (): AppError =>
  new AppError(
    'federation.somebody_else',
    403,
    'Somebody else signed in at the identity provider. Confirm as the member whose session this is.',
  );

export const notSignedOn = (): AppError =>
  new AppError(
    'federation.not_signed_on',
    403,
    'This session did not come by an identity provider. Confirm with a passkey or a code of this account.',
  );

export const noAccess = (): AppError =>
  new AppError('federation.no_access', 403, 'You are not a member of this organization. Ask an administrator.');

export const linkedToAnother = (): AppError =>
  new AppError(
    'federation.linked_to_another',
    403,
    'This member signs on as somebody else at the provider. An administrator has to disable and enable the member first.',
  );

export const administratorNeeded = (): AppError =>
  new AppError(
    'federation.administrator_needed',
    403,
    'An identity provider speaks for administrators, too: only who holds every permission may add or change one.',
  );

export const keyRequired = (): AppError =>
  new AppError('federation.key_required', 403, 'A directory provisions with an API key, not in a person’s session.');
