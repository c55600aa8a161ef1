import { AppError, STEP_UP_SECONDS } from '@divan/platform';

/** One answer for an unknown address, a wrong password and a member who may not sign in. */
export const invalidCredentials = (): AppError =>
  new AppError('auth.invalid_credentials', 401, 'The e-mail address or the password is not right.');

export const invalidCode = (): AppError =>
  new AppError('auth.invalid_code', 401, 'The code is not right, has been used or has expired.');

export const challengeInvalid = (): AppError =>
  new AppError('auth.challenge_invalid', 401, 'This sign-in took too long or does not fit this step. Start again.');

export const notSignedIn = (): AppError =>
  new AppError('auth.not_signed_in', 401, 'Sign in first: the access token is missing, not valid or has expired.', {
    headers: { 'WWW-Authenticate': 'Bearer' },
  });

export const sessionEnded = (): AppError =>
  new AppError('auth.session_ended', 401, 'This session has ended. Sign in again.');

export const permissionMissing = (permission: string): AppError =>
  new AppError('auth.permission_missing', 403, `This needs the permission ${permission}, which you do not have.`, {
    data: { permission },
  });

/** Names the factors that the member has and that would do. */
export const stepUpRequired = (factors: readonly string[]): AppError =>
  new AppError(
    'auth.step_up_required',
    403,
    'This needs a second factor that is at most five minutes old. Give one (POST /v1/auth/step-up) and repeat the request.',
    { data: { factors, maxAgeSeconds: STEP_UP_SECONDS } },
  );

export const clientHeaderMissing = (): AppError =>
  new AppError(
    'auth.client_header_missing',
    403,
    'Send the header X-Divan-Client: it shows that no other site made the request.',
  );

export const memberNotActive = (): AppError =>
  new AppError('auth.member_not_active', 403, 'This member may not sign in to this organization.');

export const phishingResistantRequired = (): AppError =>
  new AppError(
    'auth.phishing_resistant_required',
    403,
    'A role of yours asks for a passkey, or for an identity provider that vouches for as much.',
  );

export const passkeyInvalid = (): AppError =>
  new AppError('auth.passkey_invalid', 401, 'The passkey was not accepted, or the request for it has expired.');

export const passkeyTaken = (): AppError =>
  new AppError('auth.passkey_exists', 409, 'This passkey is already registered.');

export const tooManyPasskeys = (): AppError =>
  new AppError('auth.too_many_passkeys', 409, 'This account has as many passkeys as it can have. Remove one first.');

export const lastFactor = (): AppError =>
  new AppError('auth.last_factor', 409, 'This is the last second factor of the account. Add another one first.');

/** Names the factors of its own that the account has. */
export const ownFactorRequired = (factors: readonly string[]): AppError =>
  new AppError(
    'auth.own_factor_required',
    403,
    'You signed in through an identity provider. Confirm with a passkey or a code of this account first.',
    { data: { factors } },
  );

export const ownFactorsReset = (): AppError =>
  new AppError('auth.own_factors', 409, 'These are your own. Change them under your profile.');

export const accountElsewhere = (): AppError =>
  new AppError(
    'auth.account_elsewhere',
    409,
    'This person also works in another organization here, which these factors open, too. They use a recovery code.',
  );

export const resetInvalid = (): AppError =>
  new AppError('auth.reset_invalid', 404, 'This link does not work: it was used, has expired or was replaced.');

export const ssoRequired = (): AppError =>
  new AppError('auth.sso_required', 403, 'This organization signs in through its identity provider only.');

export const switchNotAllowed = (): AppError =>
  new AppError(
    'auth.switch_not_allowed',
    403,
    'You cannot go there from this session. Sign in to that organization instead.',
  );

export const tooManyAttempts = (seconds: number): AppError =>
  new AppError('auth.too_many_attempts', 429, 'Too many attempts did not succeed. Wait before the next one.', {
    headers: { 'Retry-After': String(seconds) },
  });

/** Said to whoever comes, before anything about them is looked at. */
export const tooBusy = (): AppError =>
  new AppError('auth.busy', 503, 'Too many people are signing in at this moment. Try again in a few seconds.', {
    headers: { 'Retry-After': '2' },
  });

export const isTooBusy = (error: unknown): boolean => error instanceof AppError && error.code === 'auth.busy';

export const alreadyEnrolled = (): AppError =>
  new AppError('auth.already_enrolled', 409, 'This account already has an authenticator. Sign in with it.');

const password = (code: string, detail: string, pointer: string): AppError =>
  new AppError(`auth.password_${code}`, 422, 'This password cannot be used.', {
    errors: [{ pointer, detail, code }],
  });

export const passwordTooShort = (minimum: number, pointer: string): AppError =>
  password('too_short', `needs at least ${minimum} characters`, pointer);
export const passwordTooLong = (maximum: number, pointer: string): AppError =>
  password('too_long', `may have at most ${maximum} characters`, pointer);
export const passwordBreached = (pointer: string): AppError =>
  password('breached', 'is known from data breaches or easy to guess; choose another', pointer);
/** 422 and not 401: the session is all right. */
export const passwordWrong = (): AppError =>
  new AppError('auth.password_wrong', 422, 'This is not your present password.', {
    errors: [{ pointer: '/currentPassword', detail: 'is not the present password', code: 'wrong' }],
  });
export const noPassword = (): AppError =>
  new AppError('auth.no_password', 409, 'This account has no password: its organization’s directory vouches for it.');
