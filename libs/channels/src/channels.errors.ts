import type { ConnectorError, FieldSpec } from '@divan/connectors';
import { AppError, type FieldError } from '@divan/platform';

const STATUS: Record<ConnectorError['kind'], number> = {
  auth_expired: 422,
  rejected: 422,
  unsupported: 422,
  rate_limited: 503,
  unavailable: 502,
  unknown_outcome: 502,
};

/** What the network answered while an account was being connected. */
export function connectionFailed(error: ConnectorError): AppError {
  return new AppError(`channels.connection_${error.kind}`, STATUS[error.kind], error.detail, {
    cause: error,
    headers: error.retryAfterSeconds ? { 'Retry-After': String(error.retryAfterSeconds) } : {},
  });
}

export function unknownNetwork(network: string): AppError {
  const detail = `There is no network “${network.slice(0, 40)}” here.`;
  return new AppError('channels.network_unknown', 422, detail, { errors: [{ pointer: '/network', detail }] });
}

export function wrongMethod(method: string): AppError {
  const detail = `This network is connected by ${method === 'oauth' ? 'authorizing Divan there' : 'entering credentials'}.`;
  return new AppError('channels.method_wrong', 422, detail, { errors: [{ pointer: '/network', detail }] });
}

export function authorizationGone(): AppError {
  return new AppError(
    'channels.authorization_gone',
    410,
    'This authorization was used, has expired or was begun by someone else. Begin again.',
  );
}

export function unknownTeam(): AppError {
  const detail = 'One of these teams does not exist.';
  return new AppError('channels.team_unknown', 422, detail, { errors: [{ pointer: '/teamIds', detail }] });
}

export const NOT_ALLOWED_HERE = 'channels.not_allowed_here';

export function notAllowedHere(channelId: string, permission: string): AppError {
  const detail = 'The channel is shared with your teams, but not for this.';
  return new AppError(NOT_ALLOWED_HERE, 403, detail, { data: { channelId, permission } });
}

export function permissionMissing(permission: string): AppError {
  return new AppError('channels.permission_missing', 403, `This needs the permission ${permission}.`, {
    data: { permission },
  });
}

export function teamInUse(channelCount: number): AppError {
  return new AppError(
    'channels.team_in_use',
    409,
    `Channels are shared with this team: ${channelCount}. Share them differently first.`,
    { data: { channelCount } },
  );
}

export function sharingAmbiguous(): AppError {
  const detail = 'Send either teamIds or teamAccess, and each team once.';
  return new AppError('channels.sharing_ambiguous', 422, detail, { errors: [{ pointer: '/teamAccess', detail }] });
}

export function notActive(state: string): AppError {
  return new AppError('channels.channel_not_active', 409, `The channel is ${state}. Connect it again first.`, {
    data: { state },
  });
}

/** Refuses what the connector did not ask for, so that a misspelt field is not lost in silence. */
export function checkSettings(fields: readonly FieldSpec[], settings: Record<string, unknown>): Record<string, string> {
  const known = new Set(fields.map((field) => field.name));
  const errors: FieldError[] = Object.keys(settings)
    .filter((name) => !known.has(name))
    .map((name) => ({ pointer: `/settings/${name}`, detail: 'This field is not known.', code: 'unknown' }));
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = textOf(settings[field.name]);
    if (value) values[field.name] = field.kind === 'password' ? value : value.trim();
    else if (value === undefined || field.required) errors.push(fieldFaulty(field));
  }
  if (errors.length > 0) {
    throw new AppError('channels.settings_invalid', 422, 'The settings cannot be used as they are.', { errors });
  }
  return values;
}

/** @returns empty for nothing, undefined for what is not a usable text */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || value.length > 2000) return undefined;
  return value.trim() === '' ? '' : value;
}

function fieldFaulty(field: FieldSpec): FieldError {
  const need = field.required ? 'is required, as' : 'must be';
  return {
    pointer: `/settings/${field.name}`,
    detail: `${field.label} ${need} a text of at most 2000 characters.`,
    code: 'required',
  };
}
