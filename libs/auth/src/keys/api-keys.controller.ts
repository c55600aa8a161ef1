import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ApiKeysService } from './api-keys.service';
import {
  ApiKeyListQuery,
  ApiKeyListResponse,
  ApiKeyResponse,
  CreateApiKeyRequest,
  NewApiKeyResponse,
  RotateApiKeyRequest,
  toApiKeyResponse,
  toNewApiKeyResponse,
} from './keys.dto';

// Not @Idempotent: an answer that is kept to be repeated would keep the key.
@ApiTags('api-keys')
@ApiBearerAuth()
@RequirePermission('keys:manage')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  /** The newest first; ended ones stay in the list. */
  @Get()
  @ApiOperation({ summary: 'List API keys' })
  async list(@Ctx() ctx: RequestContext, @Query() query: ApiKeyListQuery): Promise<ApiKeyListResponse> {
    const { items, nextCursor } = await this.keys.list(ctx, query);
    return { items: items.map(toApiKeyResponse), nextCursor };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read an API key' })
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ApiKeyResponse> {
    return toApiKeyResponse(await this.keys.get(ctx, id));
  }

  /** The answer shows the key this once. Nobody can give a scope that they do not hold. */
  @Post()
  @StepUp()
  @ApiOperation({ summary: 'Make an API key' })
  async create(@Ctx() ctx: RequestContext, @Body() body: CreateApiKeyRequest): Promise<NewApiKeyResponse> {
    const { expiresAt, ...rest } = body;
    return toNewApiKeyResponse(await this.keys.create(ctx, { ...rest, expiresAt: new Date(expiresAt) }));
  }

  /** A new secret for the same key; the one before works on for the overlap. The answer shows the new one this once. */
  @Post(':id/rotations')
  @StepUp()
  @ApiOperation({ summary: 'Rotate an API key' })
  async rotate(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { overlapHours, expiresAt }: RotateApiKeyRequest,
  ): Promise<NewApiKeyResponse> {
    const until = expiresAt === undefined ? undefined : new Date(expiresAt);
    return toNewApiKeyResponse(await this.keys.rotate(ctx, id, { overlapHours, expiresAt: until }));
  }

  /** Takes effect within a second on every process, also for tokens that were issued for it. */
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End an API key' })
  end(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.keys.end(ctx, id);
  }
}
