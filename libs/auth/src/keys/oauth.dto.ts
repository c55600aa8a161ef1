/** As RFC 6749 names it; read by hand, because its errors are not those of the rest of the API. */
export class TokenRequestForm {
  /** @example 'client_credentials' */
  grant_type!: string;
  /** The id of the API key; left out with HTTP Basic. @example '0199f3a2-7c1e-7b62-9d7a-3f6f0a4c1b22' */
  client_id?: string;
  /** The API key; left out with HTTP Basic. @example 'dk_7q2m9fzk4t_…' */
  client_secret?: string;
  /** Some of the key's scopes; all of them where it is left out. @example 'inbox:read' */
  scope?: string;
}

export class TokenResponse {
  access_token!: string;
  /** @example 'Bearer' */
  token_type!: string;
  /** Seconds. @example 600 */
  expires_in!: number;
  /** @example 'inbox:read' */
  scope!: string;
}

export class OauthErrorResponse {
  /** @example 'invalid_client' */
  error!: 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';
  error_description!: string;
}

export class AuthorizationServerResponse {
  /** @example 'https://divan.example' */
  issuer!: string;
  /** @example 'https://divan.example/v1/oauth/token' */
  token_endpoint!: string;
  /** @example ['client_credentials'] */
  grant_types_supported!: string[];
  response_types_supported!: string[];
  token_endpoint_auth_methods_supported!: string[];
  scopes_supported!: string[];
  service_documentation!: string;
}
