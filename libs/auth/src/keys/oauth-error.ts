export type OauthErrorCode = 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';

/** A failure of the token endpoint in the words of RFC 6749 §5.2, which are not those of the rest of the API. */
export class OauthError extends Error {
  constructor(
    readonly code: OauthErrorCode,
    readonly description: string,
  ) {
    super(`${code}: ${description}`);
    this.name = 'OauthError';
  }

  get status(): number {
    return this.code === 'invalid_client' ? 401 : 400;
  }
}
