import { Body, Controller, Get, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Config, platformConfig, Public, type DivanRequest } from '@divan/platform';
import { originOf } from '../member-context';
import { KEY_SCOPES } from './key-rules';
import { AuthorizationServerResponse, OauthErrorResponse, TokenRequestForm, TokenResponse } from './oauth.dto';
import { OauthErrorFilter } from './oauth-error.filter';
import { OauthService } from './oauth.service';
import { readTokenRequest } from './token-request';

@ApiTags('api-keys')
@Public()
@Controller()
export class OauthController {
  constructor(
    private readonly oauth: OauthService,
    private readonly config: Config,
  ) {}

  /**
   * An API key as client credentials (RFC 6749 §4.4), for a token that lasts ten minutes at most: `client_id` is the id
   * of the key, `client_secret` the key.
   */
  @Post('v1/oauth/token')
  @HttpCode(200)
  @UseFilters(OauthErrorFilter)
  @Header('Pragma', 'no-cache')
  @ApiOperation({ summary: 'Get an access token for an API key' })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ type: TokenRequestForm })
  @ApiResponse({ status: 400, type: OauthErrorResponse, description: 'RFC 6749 §5.2' })
  @ApiResponse({ status: 401, type: OauthErrorResponse, description: 'RFC 6749 §5.2: invalid_client' })
  async token(@Req() request: DivanRequest, @Body() body: object): Promise<TokenResponse> {
    const { token, seconds, scope } = await this.oauth.issue(
      readTokenRequest(body, request.headers),
      originOf(request),
    );
    return { access_token: token, token_type: 'Bearer', expires_in: seconds, scope };
  }

  /** Where and how to get a token (RFC 8414). */
  @Get('.well-known/oauth-authorization-server')
  @ApiOperation({ summary: 'Read the metadata of the authorization server' })
  metadata(): AuthorizationServerResponse {
    const issuer = new URL(this.config.get(platformConfig).WEB_URL).origin;
    return {
      issuer,
      token_endpoint: `${issuer}/v1/oauth/token`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      scopes_supported: [...KEY_SCOPES],
      service_documentation: `${issuer}/openapi.json`,
    };
  }
}
