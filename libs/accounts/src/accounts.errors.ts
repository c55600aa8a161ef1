import { AppError } from '@divan/platform';

export const memberExists = (): AppError =>
  new AppError('accounts.member_exists', 409, 'A member with this e-mail address is already in the organization.');

export const memberNeverJoined = (): AppError =>
  new AppError(
    'accounts.member_never_joined',
    409,
    'This member never accepted an invitation. Send a new invitation instead.',
  );

export const memberStateInvalid = (): AppError =>
  new AppError('accounts.member_state_invalid', 409, 'A member becomes active by accepting the invitation.');

export const lastAdministrator = (): AppError =>
  new AppError(
    'accounts.last_administrator',
    409,
    'An organization needs at least one active administrator, and this is the last one.',
  );

export const roleAboveOwn = (role: string): AppError =>
  new AppError(
    'accounts.role_above_own',
    403,
    `The role ${role} holds permissions that you do not have, so you may not give it.`,
  );

export const teamUnknown = (): AppError =>
  new AppError('accounts.team_unknown', 422, 'One of the teams does not exist.', {
    errors: [{ pointer: '/teamIds', detail: 'names a team that does not exist' }],
  });

export const teamExists = (): AppError =>
  new AppError('accounts.team_exists', 409, 'There is already a team with this name.');

export const invitationInvalid = (): AppError =>
  new AppError(
    'accounts.invitation_invalid',
    404,
    'This invitation does not exist, was used, was replaced or has expired.',
  );

export const breakGlassInvalid = (): AppError =>
  new AppError('accounts.break_glass_invalid', 422, 'Nobody could get in when the identity provider is down.', {
    errors: [{ pointer: '/breakGlassMemberId', detail: 'must be an active administrator of this organization' }],
  });
