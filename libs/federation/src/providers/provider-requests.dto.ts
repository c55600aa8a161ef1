import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

const notNull = (_: unknown, value: unknown): boolean => value !== null;

export class RoleMappingEntry {
  /** A group as the provider names it: by name or by id. @example 'communications' */
  @IsString()
  @Length(1, 300)
  group!: string;

  /** @example 'publisher' */
  @IsString()
  @Length(1, 100)
  roleId!: string;
}

export class OidcSettingsRequest {
  /** Exactly as the provider's discovery document says it. @example 'https://idp.int.identitysandbox.gov' */
  @IsString()
  @Length(1, 500)
  issuer!: string;

  /** @example 'urn:gov:gsa:openidconnect:sp:rivertown' */
  @IsString()
  @Length(1, 500)
  clientId!: string;

  /** A signature by our own key, or a shared secret. */
  @IsIn(['private_key_jwt', 'client_secret'])
  authentication!: 'private_key_jwt' | 'client_secret';

  /** Kept sealed and never given out again. With another issuer or client it has to be given again. */
  @IsOptional()
  @IsString()
  @Length(1, 4_096)
  clientSecret?: string;

  /** Authentication contexts, separated by spaces: each is asked for and must come back. @example 'http://idmanagement.gov/ns/assurance/aal/3' */
  @IsOptional()
  @ValidateIf(notNull)
  @IsString()
  @MaxLength(1_000)
  requiredAcr?: string | null;

  /** `openid` is always among them. @example ['openid', 'email', 'profile'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  scopes?: string[];
}

export class SamlSettingsRequest {
  /** @example 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/' */
  @IsString()
  @Length(1, 500)
  entityId!: string;

  /** Where the browser is sent, by redirect. @example 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/saml2' */
  @IsString()
  @Length(1, 1_000)
  ssoUrl!: string;

  /** X.509, as PEM or bare base64; several while the provider changes its key. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(5)
  @IsString({ each: true })
  @Length(1, 20_000, { each: true })
  certificates!: string[];

  /** Authentication context classes, one of which must be stated. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @Length(1, 300, { each: true })
  requiredAuthnContexts?: string[];

  /** The attribute that holds the mail address, where it has none of the usual names. */
  @IsOptional()
  @ValidateIf(notNull)
  @IsString()
  @Length(1, 300)
  emailAttribute?: string | null;
}

/** What is left out stays. */
export class ChangeIdentityProviderRequest {
  /** @example 'Login.gov' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => OidcSettingsRequest)
  oidc?: OidcSettingsRequest;

  @IsOptional()
  @ValidateNested()
  @Type(() => SamlSettingsRequest)
  saml?: SamlSettingsRequest;

  /** Domains of mail addresses for which the provider speaks, once each is verified. @example ['rivertown.example'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(3, 253, { each: true })
  domains?: string[];

  /** The claim or attribute that names groups. @example 'groups' */
  @IsOptional()
  @ValidateIf(notNull)
  @IsString()
  @Length(1, 300)
  groupsClaim?: string | null;

  /** Roles by group. A role named here is given and taken at each sign-on; others are left alone. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => RoleMappingEntry)
  roleMapping?: RoleMappingEntry[];

  /** Roles of members whom the provider brings. @example ['read-only'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  defaultRoles?: string[];

  /** Whether whoever signs on with a verified address becomes a member. */
  @IsOptional()
  @IsBoolean()
  jit?: boolean;

  /** You vouch that this provider asks for a factor that cannot be phished. */
  @IsOptional()
  @IsBoolean()
  phishingResistant?: boolean;

  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

export class CreateIdentityProviderRequest extends ChangeIdentityProviderRequest {
  @IsIn(['oidc', 'saml'])
  kind!: 'oidc' | 'saml';

  /** @example 'Login.gov' */
  @IsString()
  @Length(1, 200)
  declare name: string;
}
