import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Ctx, IfMatch, RequirePermission, StepUp, type RequestContext } from '@divan/platform';
import { ProviderTests } from './provider-tests.service';
import { ChangeIdentityProviderRequest, CreateIdentityProviderRequest } from './provider-requests.dto';
import {
  IdentityProviderResponse,
  IdentityProvidersResponse,
  ProviderTestResponse,
  toProviderResponse,
} from './provider-responses.dto';
import { ProvidersService } from './providers.service';
import { SignOnAddresses } from './sign-on-addresses';

@ApiTags('identity providers')
@ApiBearerAuth()
@RequirePermission('organization:manage')
@Controller('v1/identity-providers')
export class ProvidersController {
  constructor(
    private readonly providers: ProvidersService,
    private readonly tests: ProviderTests,
    private readonly addresses: SignOnAddresses,
  ) {}

  /** Where members sign in besides Divan itself. */
  @Get()
  @ApiOperation({ summary: 'List identity providers' })
  async list(@Ctx() ctx: RequestContext): Promise<IdentityProvidersResponse> {
    const items = await this.providers.list(ctx);
    return { items: items.map((provider) => toProviderResponse(provider, this.addresses)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read an identity provider' })
  async get(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<IdentityProviderResponse> {
    return toProviderResponse(await this.providers.get(ctx, id), this.addresses);
  }

  /** Its domains count once each is verified. */
  @Post()
  @StepUp()
  @ApiOperation({ summary: 'Add an identity provider' })
  async add(
    @Ctx() ctx: RequestContext,
    @Body() body: CreateIdentityProviderRequest,
  ): Promise<IdentityProviderResponse> {
    return toProviderResponse(await this.providers.add(ctx, body), this.addresses);
  }

  /** With another issuer, members are linked anew at their next sign-on. */
  @Patch(':id')
  @StepUp()
  @ApiOperation({ summary: 'Change an identity provider' })
  async change(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
    @Body() body: ChangeIdentityProviderRequest,
  ): Promise<IdentityProviderResponse> {
    return toProviderResponse(await this.providers.change(ctx, id, ifMatch, body), this.addresses);
  }

  /** The last enabled one stays while sign-in with a password is off. */
  @Delete(':id')
  @StepUp()
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove an identity provider' })
  remove(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @IfMatch() ifMatch: string,
  ): Promise<void> {
    return this.providers.remove(ctx, id, ifMatch);
  }

  /** Looks for the domain's DNS record. */
  @Post(':id/domains/:name/verify')
  @StepUp()
  @HttpCode(200)
  @ApiOperation({ summary: 'Verify a domain' })
  async verify(
    @Ctx() ctx: RequestContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('name') name: string,
  ): Promise<IdentityProviderResponse> {
    return toProviderResponse(await this.providers.verifyDomain(ctx, id, name), this.addresses);
  }

  /** Asks the provider what it says of itself; nobody signs in. */
  @Post(':id/test')
  @StepUp()
  @HttpCode(200)
  @ApiOperation({ summary: 'Test an identity provider' })
  test(@Ctx() ctx: RequestContext, @Param('id', ParseUUIDPipe) id: string): Promise<ProviderTestResponse> {
    return this.tests.test(ctx, id);
  }
}
