import { Injectable } from '@nestjs/common';
import { MemberProvisioning, normalizeEmail } from '@divan/accounts';
import { Audit } from '@divan/audit';
import { Clock, Database, isId, type RequestContext, type Tx } from '@divan/platform';
import { scimUserChanged, scimUserCreated, scimUserRemoved } from '../federation.events';
import { toBoolean, toPlainOperations, USER_ATTRIBUTES, workEmail } from './patch-dialects';
import { ScimError, scimNotFound, scimTaken, scimValue } from './scim-error';
import { ScimGroupRepository } from './scim-group.repository';
import { asScim, scimLibrary } from './scim-library';
import { ScimRoles } from './scim-roles.service';
import { ScimUserReadModel, type ListQuery, type ScimUser, type UserAttributes } from './scim-user.read-model';
import { ScimUserRepository } from './scim-user.repository';

/** A user as a directory writes it, once the library has checked its shape. */
interface WrittenUser {
  userName: string;
  externalId: string | null;
  active: boolean | undefined;
  email: string | null;
  name: string;
  attributes: UserAttributes;
}

/** Of a user that a directory sends: these are judged, and what is not kept is not. */
const READ = ['userName', 'externalId', 'emails'];
const KEPT = ['displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'name'];
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const LONGEST = 254;

/** Users of SCIM 2.0 (RFC 7643 §4.1) are the organization's members. */
@Injectable()
export class ScimUsers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly provisioning: MemberProvisioning,
    private readonly reads: ScimUserReadModel,
    private readonly users: ScimUserRepository,
    private readonly groups: ScimGroupRepository,
    private readonly roles: ScimRoles,
  ) {}

  list(ctx: RequestContext, query: ListQuery): Promise<{ total: number; items: ScimUser[] }> {
    return this.database.read(ctx, (tx) => this.reads.list(tx, query));
  }

  get(ctx: RequestContext, id: string): Promise<ScimUser> {
    return this.database.read(ctx, (tx) => this.found(tx, id));
  }

  /** @throws 409 `uniqueness` for a name or an address that is there already */
  async create(ctx: RequestContext, body: unknown): Promise<ScimUser> {
    const written = await parse(body);
    const email = written.email ?? written.userName;
    if (!MAIL.test(email) || email.length > LONGEST)
      throw scimValue('A user needs a mail address, in emails or as userName.');
    return this.database.transaction(ctx, async (tx) => {
      await this.users.lockDirectory(tx);
      const known = await this.provisioning.findByEmail(tx, email);
      const back =
        known?.kind === 'person' && (known.state === 'disabled' || (await this.users.isRemoved(tx, known.id)));
      if (known && !back) throw scimTaken('user with this mail address');
      if (await this.reads.isNameTaken(tx, written.userName, known?.id ?? null))
        throw scimTaken('user with this userName');
      const state = written.active === false ? 'disabled' : 'active';
      const roles = await this.roles.defaults(tx);
      const { id } = await this.provisioning.provision(tx, vouched(ctx), { email, name: written.name, roles, state });
      await this.users.save(tx, { ...written, id }, this.clock.now());
      await this.audit.write(tx, ctx, scimUserCreated, { object: { type: 'member', id }, detail: { state } });
      return this.found(tx, id);
    });
  }

  /** PUT. A state that is left out stays, so that nobody comes back by an omission. */
  async replace(ctx: RequestContext, id: string, body: unknown): Promise<ScimUser> {
    const written = await parse(body);
    return this.database.transaction(ctx, async (tx) => {
      await this.users.lockDirectory(tx);
      return this.write(tx, ctx, await this.found(tx, id), written);
    });
  }

  async patch(ctx: RequestContext, id: string, body: unknown): Promise<ScimUser> {
    const operations = toPlainOperations(body, USER_ATTRIBUTES);
    const { Messages, Schemas } = await scimLibrary();
    return this.database.transaction(ctx, async (tx) => {
      await this.users.lockDirectory(tx);
      const before = await this.found(tx, id);
      if (operations.length === 0) return before;
      const source = new Schemas.User(toResource(before), 'out');
      const patch = new Messages.PatchOp({ schemas: [PATCH_OP], Operations: operations as never });
      const changed = await asScim(() => patch.apply(source, (target) => Promise.resolve(target)));
      return changed ? this.write(tx, ctx, before, await parse({ ...changed })) : before;
    });
  }

  private async write(tx: Tx, ctx: RequestContext, before: ScimUser, written: WrittenUser): Promise<ScimUser> {
    const { id } = before;
    // The address is who the account is: another one is another person.
    if (written.email !== null && normalizeEmail(written.email) !== before.email)
      throw new ScimError(400, 'mutability', 'The mail address of a user stays. Make a new user for another address.');
    if (await this.reads.isNameTaken(tx, written.userName, id)) throw scimTaken('user with this userName');
    await this.users.save(tx, { ...written, id }, this.clock.now());
    if (written.name !== before.name) await this.provisioning.rename(tx, vouched(ctx), id, written.name);
    const fields = changedFields(before, written);
    if (fields.includes('active'))
      await this.provisioning.setState(tx, vouched(ctx), id, written.active ? 'active' : 'disabled');
    if (fields.length > 0)
      await this.audit.write(tx, ctx, scimUserChanged, { object: { type: 'member', id }, detail: { fields } });
    return this.found(tx, id);
  }

  /** The directory forgets the person. The member is disabled at once; what they did stays on record. */
  remove(ctx: RequestContext, id: string): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      await this.users.lockDirectory(tx);
      const user = await this.found(tx, id);
      await this.groups.removeMember(tx, id);
      await this.roles.follow(tx, vouched(ctx), [id]);
      await this.provisioning.setState(tx, vouched(ctx), id, 'disabled');
      await this.users.remove(tx, id, user.userName, this.clock.now());
      await this.audit.write(tx, ctx, scimUserRemoved, { object: { type: 'member', id }, detail: {} });
    });
  }

  private async found(tx: Tx, id: string): Promise<ScimUser> {
    const user = isId(id) ? await this.reads.find(tx, id) : null;
    if (!user) throw scimNotFound('user');
    return user;
  }
}

/** The key's holder was given the directory's word; which roles that means, whoever wrote the mapping has answered for. */
export function vouched(ctx: RequestContext): RequestContext {
  return { ...ctx, permissions: new Set(['*']) };
}

/** What the library makes of a user: checked types, known attributes. @throws 400 */
async function parse(body: unknown): Promise<WrittenUser> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ScimError(400, 'invalidSyntax', 'Send a user.');
  const { active, ...rest } = readable(body);
  const { Schemas } = await scimLibrary();
  const given = active === undefined || active === null ? rest : { ...rest, active: toBoolean(active) };
  const user = await asScim(() => Promise.resolve({ ...new Schemas.User(given, 'in') } as Record<string, unknown>));
  const attributes = Object.fromEntries(
    KEPT.flatMap((name) => (user[name] ? [[name, plain(user[name])]] : [])),
  ) as UserAttributes;
  const userName = textOf(user['userName']);
  if (!userName) throw scimValue('userName is needed.');
  return {
    userName,
    externalId: textOf(user['externalId']),
    active: user['active'] as boolean | undefined,
    email: Array.isArray(user['emails']) ? workEmail(user['emails']) : null,
    name: nameOf(attributes) ?? userName,
    attributes,
  };
}

/** Directories send phones, roles and schemas of their own in forms of their own: they are left out unread. */
function readable(body: object): Record<string, unknown> {
  const names = ['schemas', 'active', ...READ, ...KEPT].map((name) => name.toLowerCase());
  const entries = Object.entries(body).filter(([name]) => names.includes(name.toLowerCase()));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase() === 'active' ? 'active' : name, value]));
}

function nameOf({ displayName, name = {} }: UserAttributes): string | null {
  const parts = [name['givenName'], name['familyName']].filter(Boolean).join(' ');
  return textOf(displayName) ?? textOf(name['formatted']) ?? textOf(parts);
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  if (text.length > LONGEST) throw scimValue(`A name may have at most ${LONGEST} characters.`);
  return text === '' ? null : text;
}

/** Without the library's getters and setters. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

function changedFields(before: ScimUser, after: WrittenUser): string[] {
  const active = before.state !== 'disabled';
  const pairs: [string, unknown, unknown][] = [
    ['userName', before.userName, after.userName],
    ['externalId', before.externalId, after.externalId],
    ['active', active, after.active ?? active],
    ...KEPT.map((name): [string, unknown, unknown] => [name, before.attributes[name], after.attributes[name]]),
  ];
  return pairs.filter(([, was, is]) => JSON.stringify(was) !== JSON.stringify(is)).map(([name]) => name);
}

/** RFC 7643 §4.1. The library adds schemas and meta. */
export function toResource(user: ScimUser): Record<string, unknown> {
  const { id, userName, externalId, attributes, name, email, state, groups, createdAt, updatedAt } = user;
  return {
    displayName: name,
    name: { formatted: name },
    ...attributes,
    id,
    userName,
    ...(externalId === null ? {} : { externalId }),
    active: state !== 'disabled',
    emails: [{ value: email, type: 'work', primary: true }],
    groups: groups.map((group) => ({ ...group, type: 'direct' })),
    meta: { created: createdAt, lastModified: updatedAt },
  };
}
