import { Injectable } from '@nestjs/common';
import { Audit } from '@divan/audit';
import { Clock, Database, isId, newId, type RequestContext, type Tx } from '@divan/platform';
import { scimGroupChanged, scimGroupCreated, scimGroupRemoved } from '../federation.events';
import { GROUP_ATTRIBUTES, memberIds, toPlainOperations, type PatchOperation } from './patch-dialects';
import { ScimError, scimNotFound, scimTaken, scimValue } from './scim-error';
import { ScimGroupReadModel, type ScimGroup } from './scim-group.read-model';
import { ScimGroupRepository } from './scim-group.repository';
import { ScimRoles } from './scim-roles.service';
import { ScimUserReadModel, type ListQuery } from './scim-user.read-model';
import { ScimUserRepository } from './scim-user.repository';
import { vouched } from './scim-users.service';

type Header = { displayName: string; externalId: string | null };
type Moved = { added: string[]; removed: string[] };

const LONGEST = 300;
const MOST_MEMBERS = 10_000;

/** Groups of SCIM 2.0 (RFC 7643 §4.2). What a group gives, the role mappings of identity providers say. */
@Injectable()
export class ScimGroups {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly reads: ScimGroupReadModel,
    private readonly groups: ScimGroupRepository,
    private readonly directory: ScimUserRepository,
    private readonly users: ScimUserReadModel,
    private readonly roles: ScimRoles,
  ) {}

  list(
    ctx: RequestContext,
    query: ListQuery & { withMembers: boolean },
  ): Promise<{ total: number; items: ScimGroup[] }> {
    return this.database.read(ctx, (tx) => this.reads.list(tx, query));
  }

  get(ctx: RequestContext, id: string): Promise<ScimGroup> {
    return this.database.read(ctx, (tx) => this.found(tx, id));
  }

  /** @throws 409 `uniqueness` */
  create(ctx: RequestContext, body: unknown): Promise<ScimGroup> {
    const { members = [], ...header } = parse(body);
    const id = newId();
    return this.database.transaction(ctx, async (tx) => {
      await this.directory.lockDirectory(tx);
      if (!(await this.groups.insert(tx, { id, ...header }, this.clock.now())))
        throw scimTaken('group with this displayName');
      const added = await this.add(tx, id, members);
      await this.roles.follow(tx, vouched(ctx), added);
      await this.audit.write(tx, ctx, scimGroupCreated, {
        object: { type: 'scim-group', id },
        detail: { name: header.displayName, memberIds: added },
      });
      return this.found(tx, id);
    });
  }

  /** PUT: the members are those that are named. */
  replace(ctx: RequestContext, id: string, body: unknown): Promise<ScimGroup> {
    const { members = [], ...header } = parse(body);
    return this.change(ctx, id, async (tx, group) => ({
      header: { ...header, externalId: header.externalId ?? group.externalId },
      moved: await this.setMembers(tx, id, members),
    }));
  }

  patch(ctx: RequestContext, id: string, body: unknown): Promise<ScimGroup> {
    const operations = toPlainOperations(body, GROUP_ATTRIBUTES);
    return this.change(ctx, id, async (tx, group) => {
      let header: Header = { displayName: group.displayName, externalId: group.externalId };
      const moved: Moved = { added: [], removed: [] };
      for (const operation of operations) {
        if (!operation.path?.startsWith('members')) {
          header = withHeader(header, operation);
          continue;
        }
        const { added, removed } = await this.move(tx, id, operation);
        moved.added.push(...added);
        moved.removed.push(...removed);
      }
      return { header, moved };
    });
  }

  private async move(tx: Tx, id: string, { op, value }: PatchOperation): Promise<Moved> {
    if (op === 'replace') return this.setMembers(tx, id, value as string[]);
    if (op === 'add') return { added: await this.add(tx, id, value as string[]), removed: [] };
    const which = value === undefined ? { allBut: [] } : { only: value as string[] };
    return { added: [], removed: await this.groups.removeMembers(tx, id, which) };
  }

  private async setMembers(tx: Tx, id: string, members: string[]): Promise<Moved> {
    const added = await this.add(tx, id, members);
    return { added, removed: await this.groups.removeMembers(tx, id, { allBut: members }) };
  }

  private async add(tx: Tx, id: string, members: string[]): Promise<string[]> {
    if (members.length > MOST_MEMBERS) throw scimValue(`A group may have at most ${MOST_MEMBERS} members.`);
    if ((await this.users.existing(tx, members)).length !== members.length)
      throw scimValue('Members of a group have to be users; groups in groups are not supported.');
    return this.groups.addMembers(tx, id, members);
  }

  private change(
    ctx: RequestContext,
    id: string,
    work: (tx: Tx, group: ScimGroup) => Promise<{ header: Header; moved: Moved }>,
  ): Promise<ScimGroup> {
    return this.database.transaction(ctx, async (tx) => {
      await this.directory.lockDirectory(tx);
      const before = await this.found(tx, id);
      const { header, moved } = await work(tx, before);
      if (await this.groups.isNameTaken(tx, header.displayName, id)) throw scimTaken('group with this displayName');
      await this.groups.update(tx, { id, ...header }, this.clock.now());
      const after = await this.found(tx, id);
      // By another name the group means something else, to everyone in it.
      const renamed = before.displayName !== header.displayName || before.externalId !== header.externalId;
      const everyone = renamed ? after.members.map(({ value }) => value) : [];
      await this.roles.follow(tx, vouched(ctx), [...moved.added, ...moved.removed, ...everyone]);
      if (renamed || moved.added.length + moved.removed.length > 0)
        await this.audit.write(tx, ctx, scimGroupChanged, {
          object: { type: 'scim-group', id },
          detail: { name: header.displayName, ...moved },
        });
      return after;
    });
  }

  remove(ctx: RequestContext, id: string): Promise<void> {
    return this.database.transaction(ctx, async (tx) => {
      await this.directory.lockDirectory(tx);
      const { displayName, members } = await this.found(tx, id);
      await this.groups.remove(tx, id);
      await this.roles.follow(
        tx,
        vouched(ctx),
        members.map(({ value }) => value),
      );
      await this.audit.write(tx, ctx, scimGroupRemoved, {
        object: { type: 'scim-group', id },
        detail: { name: displayName },
      });
    });
  }

  private async found(tx: Tx, id: string): Promise<ScimGroup> {
    const group = isId(id) ? await this.reads.find(tx, id) : null;
    if (!group) throw scimNotFound('group');
    return group;
  }
}

function parse(body: unknown): Header & { members?: string[] } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ScimError(400, 'invalidSyntax', 'Send a group.');
  const { displayName, externalId, members } = body as Record<string, unknown>;
  return {
    displayName: nameOf(displayName),
    externalId: externalIdOf(externalId),
    ...(members === undefined || members === null ? {} : { members: memberIds(members) }),
  };
}

function withHeader(header: Header, { op, path, value }: PatchOperation): Header {
  if (path === 'displayName') return { ...header, displayName: nameOf(op === 'remove' ? null : value) };
  return { ...header, externalId: op === 'remove' ? null : externalIdOf(value) };
}

function nameOf(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC').trim() : '';
  if (name === '' || name.length > LONGEST) throw scimValue(`displayName has to have 1 to ${LONGEST} characters.`);
  return name;
}

function externalIdOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > LONGEST)
    throw scimValue(`externalId may have at most ${LONGEST} characters.`);
  return value;
}

/** RFC 7643 §4.2. */
export function toResource({
  id,
  displayName,
  externalId,
  members,
  createdAt,
  updatedAt,
}: ScimGroup): Record<string, unknown> {
  return {
    id,
    displayName,
    ...(externalId === null ? {} : { externalId }),
    members: members.map((member) => ({ ...member, type: 'User' })),
    meta: { created: createdAt, lastModified: updatedAt },
  };
}
