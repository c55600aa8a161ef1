import { Injectable } from '@nestjs/common';
import { Config, platformConfig } from '@divan/platform';
import type { ListQuery, ScimUser } from './scim-user.read-model';
import type { ScimGroup } from './scim-group.read-model';
import { toResource as toGroup } from './scim-groups.service';
import { scimValue } from './scim-error';
import { asScim, scimLibrary } from './scim-library';
import { toResource as toUser } from './scim-users.service';

/** For the API document: the shapes are RFC 7643's, and checked by the library. */
export type ScimResource = Record<string, unknown>;

const MOST = 200;
const DEFAULT = 100;

/** Resources and lists as SCIM writes them. */
@Injectable()
export class ScimResponses {
  private declared = false;

  constructor(private readonly config: Config) {}

  async user(user: ScimUser): Promise<ScimResource> {
    const { Schemas } = await scimLibrary();
    return json(new Schemas.User(toUser(user), 'out', `${this.base()}/Users`));
  }

  async group(group: ScimGroup, withMembers = true): Promise<ScimResource> {
    const { Schemas } = await scimLibrary();
    const { members, ...rest } = toGroup(group);
    return json(new Schemas.Group(withMembers ? { ...rest, members } : rest, 'out', `${this.base()}/Groups`));
  }

  list(resources: ScimResource[], total: number, { startIndex }: ListQuery): ScimResource {
    return {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: total,
      startIndex,
      itemsPerPage: resources.length,
      Resources: resources,
    };
  }

  /** RFC 7644 §4: what this service can do. */
  async about(what: 'ServiceProviderConfig' | 'ResourceType' | 'Schema', id?: string): Promise<ScimResource> {
    const { Resources, Config: Settings } = await scimLibrary();
    if (!this.declared) {
      Settings.set({
        patch: true,
        filter: { supported: true, maxResults: MOST },
        bulk: false,
        sort: false,
        etag: false,
        changePassword: false,
        authenticationSchemes: [
          {
            type: 'oauthbearertoken',
            name: 'API key',
            description: 'An API key with the scope scim:manage, as a bearer token',
          },
        ],
      } as never);
      const declared = Resources.declared() as Record<string, unknown>;
      if (!declared['User']) for (const type of [Resources.User, Resources.Group]) Resources.declare(type);
      this.declared = true;
    }
    for (const type of [
      Resources.User,
      Resources.Group,
      Resources.Schema,
      Resources.ResourceType,
      Resources.ServiceProviderConfig,
    ])
      type.basepath(this.base());
    const found = json(await asScim(() => new Resources[what](id as never).read() as Promise<unknown>));
    return Array.isArray(found['Resources']) ? { ...found, itemsPerPage: found['Resources'].length } : found;
  }

  private base(): string {
    return `${this.config.get(platformConfig).WEB_URL.replace(/\/+$/, '')}/v1/scim/v2`;
  }
}

/** RFC 7644 §3.4.2.4: a startIndex below 1 is 1, a count below 0 is 0. */
export function toListQuery(query: Record<string, unknown>): ListQuery & { withMembers: boolean } {
  const { filter, startIndex, count, excludedAttributes } = query;
  if (filter !== undefined && typeof filter !== 'string') throw scimValue('filter has to be one text.');
  return {
    ...(filter === undefined || filter.trim() === '' ? {} : { filter }),
    startIndex: Math.min(Math.max(1, integer(startIndex, 1)), 10_000_000),
    count: Math.min(Math.max(0, integer(count, DEFAULT)), MOST),
    withMembers: !(typeof excludedAttributes === 'string' && /(^|,)\s*members\s*(,|$)/i.test(excludedAttributes)),
  };
}

function integer(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string' || !/^-?\d{1,9}$/.test(value))
    throw scimValue('startIndex and count have to be whole numbers.');
  return Number(value);
}

const json = (value: unknown): ScimResource => JSON.parse(JSON.stringify(value)) as ScimResource;
