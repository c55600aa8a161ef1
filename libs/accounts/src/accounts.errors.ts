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
    `The role ${role} holds permissions that you do not have, so you may neither give it nor take it away.`,
  );

export const roleUnknown = (): AppError =>
  new AppError('accounts.role_unknown', 422, 'One of the roles does not exist.', {
    errors: [{ pointer: '/roles', detail: 'names a role that does not exist' }],
  });

export const roleFixed = (): AppError =>
  new AppError('accounts.role_fixed', 409, 'Built-in roles are the same everywhere. Make a role of your own instead.');

export const roleExists = (): AppError =>
  new AppError('accounts.role_exists', 409, 'There is already a role with this name.');

export const roleHeld = (memberCount: number): AppError =>
  new AppError('accounts.role_held', 409, `Members hold this role: ${memberCount}. Give them another one first.`, {
    data: { memberCount },
  });

export const permissionAboveOwn = (permission: string): AppError =>
  new AppError(
    'accounts.permission_above_own',
    403,
    `You do not have the permission ${permission}, so you may not touch a role that holds it.`,
    { data: { permission } },
  );

export const breakGlassMember = (): AppError =>
  new AppError(
    'accounts.break_glass_member',
    409,
    'This member gets in when nobody else can. Name another one in the security policy first.',
  );

export const addressReserved = (): AppError =>
  new AppError('accounts.address_reserved', 422, 'No mail ever arrives at this address.', {
    errors: [{ pointer: '/email', detail: 'must be an address that can receive mail' }],
  });

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

export const inviterGone = (): AppError =>
  new AppError(
    'accounts.inviter_gone',
    409,
    'Whoever invited you may not do so any more. Ask the organization for a new invitation.',
  );

export const addressUnproven = (): AppError =>
  new AppError(
    'accounts.address_unproven',
    409,
    'There is an account with this address, and nobody has shown whose it is. It joins no other organization. Ask for an invitation by mail.',
  );

export const teamBeyondReach = (): AppError =>
  new AppError(
    'accounts.team_beyond_reach',
    403,
    'This reaches into a team that you are not in. Somebody who reaches every channel can do it.',
  );

export const breakGlassInvalid = (): AppError =>
  new AppError('accounts.break_glass_invalid', 422, 'Nobody could get in when the identity provider is down.', {
    errors: [{ pointer: '/breakGlassMemberId', detail: 'must be an active administrator of this organization' }],
  });

export const notAdministrator = (): AppError =>
  new AppError('accounts.not_administrator', 403, 'Only an administrator can hand the organization over.');

export const notTransferable = (): AppError =>
  new AppError(
    'accounts.not_transferable',
    409,
    'The organization can be handed over to another active member only, who is a person.',
  );
