import {
  applyDecorators, Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Put, Query, Res, UseFilters, UseGuards,
} from '@nestjs/common'; // prettier-ignore
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { Ctx, RequirePermission, type RequestContext } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { KeyOnlyGuard } from './key-only.guard';
import { ScimErrorFilter } from './scim-error.filter';
import { ScimGroups } from './scim-groups.service';
import { ScimResponses, toListQuery, type ScimResource } from './scim-responses';
import { ScimUsers } from './scim-users.service';

const MEDIA_TYPE = 'application/scim+json';
type Written = Record<string, unknown>;

const Scim = (): ClassDecorator & MethodDecorator =>
  applyDecorators(
    ApiTags('SCIM'),
    ApiBearerAuth(),
    ApiProduces(MEDIA_TYPE),
    ApiConsumes(MEDIA_TYPE, 'application/json'),
    RequirePermission('scim:manage'),
    UseGuards(KeyOnlyGuard),
    UseFilters(ScimErrorFilter),
  );
const Answer = (summary: string): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    Header('Content-Type', `${MEDIA_TYPE}; charset=utf-8`),
    ApiOkResponse({ description: 'As RFC 7643 writes it.', schema: { type: 'object', additionalProperties: true } }),
  );
const Takes = (what: string): MethodDecorator =>
  ApiBody({
    description: `${what}, as RFC 7643 and RFC 7644 write it.`,
    schema: { type: 'object', additionalProperties: true },
  });
const Listing = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'filter', required: false, type: String, example: 'userName eq "maria@rivertown.example"' }),
    ApiQuery({ name: 'startIndex', required: false, type: Number }),
    ApiQuery({ name: 'count', required: false, type: Number, description: 'At most 200.' }),
    ApiQuery({ name: 'excludedAttributes', required: false, type: String, example: 'members' }),
  );

/** RFC 7644 §3.3: where the new one is, also in the header. */
function located(reply: FastifyReply, created: ScimResource): ScimResource {
  void reply.header('Location', (created['meta'] as { location: string }).location);
  return created;
}

/** Users of SCIM 2.0 are the members of the organization. */
@Scim()
@Controller('v1/scim/v2/Users')
export class ScimUsersController {
  constructor(
    private readonly users: ScimUsers,
    private readonly responses: ScimResponses,
  ) {}

  @Get()
  @Listing()
  @Answer('List users')
  async list(@Ctx() ctx: RequestContext, @Query() query: Written): Promise<ScimResource> {
    const asked = toListQuery(query);
    const { total, items } = await this.users.list(ctx, asked);
    return this.responses.list(await Promise.all(items.map((user) => this.responses.user(user))), total, asked);
  }

  @Get(':id')
  @Answer('Read a user')
  async get(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<ScimResource> {
    return this.responses.user(await this.users.get(ctx, id));
  }

  @Post()
  @Takes('A user')
  @Answer('Create a user')
  async create(
    @Ctx() ctx: RequestContext,
    @Body() body: Written,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScimResource> {
    return located(reply, await this.responses.user(await this.users.create(ctx, body)));
  }

  @Put(':id')
  @Takes('A user')
  @Answer('Replace a user')
  async replace(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: Written): Promise<ScimResource> {
    return this.responses.user(await this.users.replace(ctx, id, body));
  }

  /** `active: false` ends the member's sessions at once. */
  @Patch(':id')
  @Takes('A PatchOp')
  @Answer('Change a user')
  async patch(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: Written): Promise<ScimResource> {
    return this.responses.user(await this.users.patch(ctx, id, body));
  }

  /** Disables the member and forgets what the directory wrote. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a user' })
  remove(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<void> {
    return this.users.remove(ctx, id);
  }
}

/** Groups give roles by the mappings of identity providers. */
@Scim()
@Controller('v1/scim/v2/Groups')
export class ScimGroupsController {
  constructor(
    private readonly groups: ScimGroups,
    private readonly responses: ScimResponses,
  ) {}

  @Get()
  @Listing()
  @Answer('List groups')
  async list(@Ctx() ctx: RequestContext, @Query() query: Written): Promise<ScimResource> {
    const asked = toListQuery(query);
    const { total, items } = await this.groups.list(ctx, asked);
    const resources = items.map((group) => this.responses.group(group, asked.withMembers));
    return this.responses.list(await Promise.all(resources), total, asked);
  }

  @Get(':id')
  @ApiQuery({ name: 'excludedAttributes', required: false, type: String, example: 'members' })
  @Answer('Read a group')
  async get(@Ctx() ctx: RequestContext, @Param('id') id: string, @Query() query: Written): Promise<ScimResource> {
    return this.responses.group(await this.groups.get(ctx, id), toListQuery(query).withMembers);
  }

  @Post()
  @Takes('A group')
  @Answer('Create a group')
  async create(
    @Ctx() ctx: RequestContext,
    @Body() body: Written,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScimResource> {
    return located(reply, await this.responses.group(await this.groups.create(ctx, body)));
  }

  @Put(':id')
  @Takes('A group')
  @Answer('Replace a group')
  async replace(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: Written): Promise<ScimResource> {
    return this.responses.group(await this.groups.replace(ctx, id, body));
  }

  @Patch(':id')
  @Takes('A PatchOp')
  @Answer('Change a group')
  async patch(@Ctx() ctx: RequestContext, @Param('id') id: string, @Body() body: Written): Promise<ScimResource> {
    return this.responses.group(await this.groups.patch(ctx, id, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a group' })
  remove(@Ctx() ctx: RequestContext, @Param('id') id: string): Promise<void> {
    return this.groups.remove(ctx, id);
  }
}

/** What this service can do (RFC 7644 §4). */
@Scim()
@Controller('v1/scim/v2')
export class ScimAboutController {
  constructor(private readonly responses: ScimResponses) {}

  @Get('ServiceProviderConfig')
  @Answer('Read what SCIM can do here')
  serviceProviderConfig(): Promise<ScimResource> {
    return this.responses.about('ServiceProviderConfig');
  }

  @Get('ResourceTypes')
  @Answer('List resource types')
  resourceTypes(): Promise<ScimResource> {
    return this.responses.about('ResourceType');
  }

  @Get('ResourceTypes/:id')
  @Answer('Read a resource type')
  resourceType(@Param('id') id: string): Promise<ScimResource> {
    return this.responses.about('ResourceType', id);
  }

  @Get('Schemas/:id')
  @Answer('Read a schema')
  schema(@Param('id') id: string): Promise<ScimResource> {
    return this.responses.about('Schema', id);
  }

  @Get('Schemas')
  @Answer('List schemas')
  schemas(): Promise<ScimResource> {
    return this.responses.about('Schema');
  }
}
