import { IsEmail, IsString, Matches, MaxLength } from 'class-validator';

export class FindSignOnRequest {
  /** @example 'maria@rivertown.example' */
  @IsEmail()
  @MaxLength(254)
  email!: string;
}

export class SignOnProvider {
  id!: string;
  /** @example 'Login.gov' */
  name!: string;
}

export class SignOnProvidersResponse {
  /** Those that speak for the address's domain; none says nothing of the address. */
  providers!: SignOnProvider[];
}

export class SignOnBeginningResponse {
  /** Where to send the browser, at the provider. */
  redirectUrl!: string;
}

export class CompleteSignOnRequest {
  /** From the fragment of `/sso`: good once, for a minute, in the same browser. */
  @IsString()
  @Matches(/^[\w-]{43}$/)
  code!: string;
}
