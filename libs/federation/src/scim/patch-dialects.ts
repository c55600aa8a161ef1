import { isId } from '@divan/platform';
import { ScimError, scimPath, scimValue } from './scim-error';
import { assertWords } from './scim-library';

export interface PatchOperation {
  op: string;
  path?: string;
  value?: unknown;
}

/** Of a user, kept; everything else that directories send is taken and not kept: less is known of people here. */
export const USER_ATTRIBUTES = [
  'userName', 'externalId', 'active', 'displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone',
  'name', 'name.formatted', 'name.familyName', 'name.givenName', 'name.middleName', 'name.honorificPrefix', 'name.honorificSuffix',
  'emails', 'emails.value', 'emails.type', 'emails.primary', 'emails.display',
]; // prettier-ignore
export const GROUP_ATTRIBUTES = ['displayName', 'externalId', 'members', 'members.value'];

const READ_ONLY = ['id', 'schemas', 'meta', 'groups'];
const NOT_KEPT = [
  'phoneNumbers',
  'addresses',
  'photos',
  'ims',
  'entitlements',
  'roles',
  'x509Certificates',
  'profileUrl',
  'password',
];
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i;
const MOST_OPERATIONS = 1_000;

/**
 * The operations of a PATCH (RFC 7644 §3.5.2) in one dialect. Entra ID writes `Add` and "False" and names extensions;
 * Okta sends whole objects without a path, ids among them. Only attributes of a closed list get through, each as an
 * operation of its own, because the library turns names and filters into objects.
 */
export function toPlainOperations(body: unknown, attributes: readonly string[]): PatchOperation[] {
  const { Operations: operations } = (body ?? {}) as { Operations?: unknown };
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > MOST_OPERATIONS)
    throw new ScimError(400, 'invalidSyntax', `Send 1 to ${MOST_OPERATIONS} Operations.`);
  return operations.flatMap((one: unknown) => toPlain(one, attributes));
}

function toPlain(operation: unknown, attributes: readonly string[]): PatchOperation[] {
  const { op, path, value } = (operation ?? {}) as { op?: unknown; path?: unknown; value?: unknown };
  const verb = typeof op === 'string' ? op.toLowerCase() : '';
  if (!['add', 'replace', 'remove'].includes(verb))
    throw new ScimError(400, 'invalidSyntax', 'An operation has no op that is known.');
  if (typeof path === 'string') return single(verb, path, value, attributes);
  if (path !== undefined && path !== null) throw scimPath('A path has to be a text.');
  if (verb === 'remove') throw new ScimError(400, 'noTarget', 'To remove something, name it in path.');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw scimValue('Without a path, value has to be an object.');
  return Object.entries(value).flatMap(([name, part]) => single(verb, name, part, attributes));
}

function single(op: string, written: string, sent: unknown, attributes: readonly string[]): PatchOperation[] {
  const path = written.replace(CORE, '');
  const root = /^[a-z]\w*/i.exec(path)?.[0] ?? '';
  if (path.toLowerCase().startsWith('urn:') || isOneOf(root, [...READ_ONLY, ...NOT_KEPT])) return [];
  const plain = path.replace(/\[[^\]]*\]/g, '');
  const name = attributes.find((attribute) => attribute.toLowerCase() === plain.toLowerCase());
  if (!name) throw scimPath(`There is no attribute ${written.slice(0, 100)}.`);
  if (name.startsWith('emails')) return emails(op, path, sent);
  if (name.startsWith('members')) return members(op, path, sent);
  const value = unwrapped(sent);
  if (path.includes('[')) throw scimPath('A filter cannot be used here.');
  if (op === 'remove') return [{ op, path: name }];
  if (name === 'name') return nameParts(op, value, attributes);
  return [{ op, path: name, value: name === 'active' ? toBoolean(value) : scalar(value) }];
}

/** Entra ID, where its older dialect is on, wraps a single value: `[{ "$ref": null, "value": … }]`. */
function unwrapped(sent: unknown): unknown {
  const [only, ...more] = Array.isArray(sent) ? (sent as unknown[]) : [];
  const wrapped = more.length === 0 && typeof only === 'object' && only !== null && 'value' in only;
  return wrapped ? only.value : sent;
}

function nameParts(op: string, value: unknown, attributes: readonly string[]): PatchOperation[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw scimValue('name has to be an object.');
  return Object.entries(value).flatMap(([part, text]) => single(op, `name.${part}`, text, attributes));
}

/** One address is kept, the one at work: whatever names it stands for it. */
function emails(op: string, path: string, value: unknown): PatchOperation[] {
  const filter = /\[([^\]]*)\]/.exec(path)?.[1];
  if (filter !== undefined) assertWords(filter, ['type', 'value', 'primary']);
  if (filter !== undefined && !/\bwork\b|primary\s+eq\s+true/i.test(filter)) return [];
  if (/\.(type|primary|display)$/i.test(path)) return [];
  if (op === 'remove') return [{ op, path: 'emails' }];
  const address = Array.isArray(value) ? workEmail(value) : emailOf(value);
  return address === null
    ? []
    : [{ op: 'replace', path: 'emails', value: [{ value: address, type: 'work', primary: true }] }];
}

/** Of several addresses, the primary one, else the one at work, else the first. */
export function workEmail(values: readonly unknown[]): string | null {
  const entries = values.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null);
  const chosen =
    entries.find(({ primary }) => primary === true) ?? entries.find(({ type }) => type === 'work') ?? entries[0];
  return emailOf(chosen);
}

function emailOf(value: unknown): string | null {
  const text = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
}

function members(op: string, path: string, value: unknown): PatchOperation[] {
  const filter = /\[([^\]]*)\]/.exec(path)?.[1];
  if (filter !== undefined) {
    const id = /^\s*value\s+eq\s+"([^"]*)"\s*$/i.exec(filter)?.[1];
    if (op !== 'remove' || id === undefined) throw scimPath('Members are named by value eq "…", to be removed.');
    // Who cannot be in the group, is not: nothing is left to take away.
    return [{ op, path: 'members', value: isId(id) ? [id] : [] }];
  }
  if (op === 'remove' && (value === undefined || value === null)) return [{ op, path: 'members' }];
  return [{ op, path: 'members', value: memberIds(value) }];
}

/** @throws 400 for anything but a list of members, each by its id */
export function memberIds(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  const ids = values.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'value' in one ? one.value : one,
  );
  const texts = ids.filter((id): id is string => typeof id === 'string' && isId(id));
  if (texts.length !== ids.length) throw scimValue('A member of a group is named by the id of a user.');
  return [...new Set(texts)];
}

/** Entra ID writes "True" and "False" for some tenants. @throws 400 for what is neither */
export function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text !== 'true' && text !== 'false') throw scimValue('active has to be true or false.');
  return text === 'true';
}

function scalar(value: unknown): unknown {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  throw scimValue('A single value is expected here.');
}

const isOneOf = (name: string, names: readonly string[]): boolean =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());
