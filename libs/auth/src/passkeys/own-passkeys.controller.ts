import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Authenticated, Ctx, StepUp, type RequestContext } from '@divan/platform';
import { OwnPasskeys } from './own-passkeys.service';
import {
  NewPasskeyRequest,
  PasskeyCreationOptionsResponse,
  PasskeyListResponse,
  PasskeyResponse,
  RenamePasskeyRequest,
  toPasskeyResponse,
} from './passkeys.dto';

@ApiTags('auth')
@ApiBearerAuth()
@Authenticated()
@Controller('v1/me/passkeys')
export class OwnPasskeysController {
  constructor(private readonly passkeys: OwnPasskeys) {}

  @Get()
  @ApiOperation({ summary: 'List one’s own passkeys' })
  async list(@Ctx() ctx: RequestContext): Promise<PasskeyListResponse> {
    return { items: (await this.passkeys.list(ctx)).map(toPasskeyResponse) };
  }

  /** What a browser needs to make one. */
  @Post('options')
  @HttpCode(200)
  @StepUp('or-first-factor')
  @ApiOperation({ summary: 'Begin to add a passkey' })
  options(@Ctx() ctx: RequestContext): Promise<PasskeyCreationOptionsResponse> {
    return this.passkeys.begin(ctx);
  }

  /** Adds the passkey that the browser made; the account's address is told. */
  @Post()
  @StepUp('or-first-factor')
  @ApiOperation({ summary: 'Add a passkey' })
  async add(@Ctx() ctx: RequestContext, @Body() body: NewPasskeyRequest): Promise<PasskeyResponse> {
    return toPasskeyResponse(await this.passkeys.add(ctx, body));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename a passkey' })
  async rename(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RenamePasskeyRequest,
  ): Promise<PasskeyResponse> {
    return toPasskeyResponse(await this.passkeys.rename(ctx, id, body.name));
  }

  /** Never the last second factor. */
  @Delete(':id')
  @HttpCode(204)
  @StepUp()
  @ApiOperation({ summary: 'Remove a passkey' })
  remove(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.passkeys.remove(ctx, id);
  }
}
