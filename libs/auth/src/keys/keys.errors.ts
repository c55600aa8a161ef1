import { AppError } from '@divan/platform';

/** The key is good, and it is used from where it may not be. */
export const networkNotAllowed = (): AppError =>
  new AppError('auth.network_not_allowed', 403, 'This API key may not be used from this network address.');

export const personRequired = (): AppError =>
  new AppError('auth.person_required', 403, 'Only a signed-in person may do this; an API key cannot.');

export const channelBound = (): AppError =>
  new AppError(
    'auth.channel_bound',
    403,
    'This API key is bound to certain channels, and what it asks for goes beyond channels.',
  );

export const scopeAboveOwn = (index: number, scope: string): AppError =>
  new AppError('auth.scope_above_own', 403, 'You cannot give a key what you may not do yourself.', {
    errors: [{ pointer: `/scopes/${index}`, detail: `you do not hold ${scope}`, code: 'above_own' }],
  });

export const keyEnded = (): AppError =>
  new AppError('auth.key_ended', 409, 'This API key has ended or has expired. Make a new one.');

export const serviceMemberDisabled = (): AppError =>
  new AppError('auth.service_member_disabled', 409, 'This service member is disabled. Enable it first.');

/** One field of a key cannot be taken as it stands. */
export const keyFieldInvalid = (pointer: string, detail: string, code: string): AppError =>
  new AppError('auth.key_invalid', 422, 'This key cannot be made like that.', { errors: [{ pointer, detail, code }] });

export const organizationSuspended = (): AppError =>
  new AppError('accounts.organization_suspended', 403, 'This organization is suspended.');
