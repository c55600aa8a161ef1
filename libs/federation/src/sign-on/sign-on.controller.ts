import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { originOf, setRefreshCookie, SessionResponse, toSessionResponse } from '@divan/auth';
import { notFound, Public, type DivanRequest } from '@divan/platform';
import type { FastifyReply } from 'fastify';
import { ProviderKeys } from '../providers/provider-keys';
import { SignOnAddresses } from '../providers/sign-on-addresses';
import { SamlClient } from '../saml/saml-client';
import { browserOf, clearBrowser, ensureBrowser } from './browser-cookie';
import {
  CompleteSignOnRequest,
  FindSignOnRequest,
  SignOnBeginningResponse,
  SignOnProvidersResponse,
} from './sign-on.dto';
import { SignOnService, type Answer } from './sign-on.service';

const TO_PAGE = {
  status: 303,
  description:
    'To `/sso#code=…` or `/sso#error=…` (of a step-up: `/sso/step-up`) of Divan’s own pages, and nowhere else.',
};

@ApiTags('single sign-on')
@Public()
@Controller('v1/auth/sso')
export class SignOnController {
  constructor(
    private readonly signOn: SignOnService,
    private readonly saml: SamlClient,
    private readonly keys: ProviderKeys,
    private readonly addresses: SignOnAddresses,
  ) {}

  /** Which identity providers speak for the domain of a mail address. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Find single sign-on' })
  async find(@Body() { email }: FindSignOnRequest): Promise<SignOnProvidersResponse> {
    return { providers: await this.signOn.providersOf(email) };
  }

  /** Exchanges the code that the provider's answer led to for a session. */
  @Post('complete')
  @HttpCode(200)
  @ApiOperation({ summary: 'Complete single sign-on' })
  async complete(
    @Req() request: DivanRequest,
    @Body() { code }: CompleteSignOnRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const tokens = await this.signOn.complete(code, browserOf(request), originOf(request));
    setRefreshCookie(reply, tokens);
    clearBrowser(reply);
    return toSessionResponse(tokens);
  }

  /** Begins at one provider; binds what follows to this browser by a cookie. */
  @Post(':providerId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Begin single sign-on' })
  async begin(
    @Req() request: DivanRequest,
    @Param('providerId', ParseUUIDPipe) providerId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOnBeginningResponse> {
    const provider = await this.signOn.enabled(providerId);
    return { redirectUrl: await this.signOn.begin(provider, ensureBrowser(request, reply, provider.kind)) };
  }

  /** The redirect URI of an OpenID provider. */
  @Get(':providerId/callback')
  @ApiOperation({ summary: 'Answer of an OpenID provider' })
  @ApiResponse(TO_PAGE)
  async callback(
    @Req() request: DivanRequest,
    @Param('providerId') providerId: string,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    this.toPage(reply, await this.signOn.answerOidc(checked(providerId), query, browserOf(request), originOf(request)));
  }

  /** The assertion consumer service of a SAML provider. */
  @Post(':providerId/acs')
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiOperation({ summary: 'Answer of a SAML provider' })
  @ApiResponse(TO_PAGE)
  async acs(
    @Req() request: DivanRequest,
    @Param('providerId') providerId: string,
    @Body() body: Record<string, unknown> | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const answer = await this.signOn.answerSaml(
      checked(providerId),
      body?.['SAMLResponse'],
      browserOf(request),
      originOf(request),
    );
    this.toPage(reply, answer);
  }

  /** Our side of a SAML provider, to be entered there. */
  @Get(':providerId/metadata')
  @Header('Content-Type', 'application/samlmetadata+xml; charset=utf-8')
  @ApiProduces('application/samlmetadata+xml')
  @ApiOperation({ summary: 'SAML metadata' })
  async metadata(@Param('providerId', ParseUUIDPipe) providerId: string): Promise<string> {
    const provider = await this.signOn.any(providerId);
    if (provider.kind !== 'saml') throw notFound('identity provider');
    return this.saml.metadata(provider);
  }

  /** Our public keys at an OpenID provider (RFC 7517). */
  @Get(':providerId/jwks')
  @Header('Content-Type', 'application/jwk-set+json; charset=utf-8')
  @ApiProduces('application/jwk-set+json')
  @ApiOperation({ summary: 'Our keys at a provider' })
  async jwks(@Param('providerId', ParseUUIDPipe) providerId: string): Promise<string> {
    const provider = await this.signOn.any(providerId);
    if (provider.kind !== 'oidc') throw notFound('identity provider');
    return JSON.stringify({ keys: [this.keys.publicJwk(provider)] });
  }

  /** A person is at the browser: what went wrong is shown by the page, not as JSON. */
  private toPage(reply: FastifyReply, { fragment, steppingUp }: Answer): void {
    void reply.redirect(this.addresses.page(fragment, steppingUp), 303);
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
function checked(providerId: string): string {
  if (!UUID.test(providerId)) throw notFound('identity provider');
  return providerId;
}
