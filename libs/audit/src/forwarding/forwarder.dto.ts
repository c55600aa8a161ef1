import { IsIn, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import type { ForwarderView } from './forwarders.service';

class ForwarderSecrets {
  /** Value of the Authorization header, https only. Kept sealed and never given out again. @example 'Bearer s3cret' */
  @IsOptional()
  @IsString()
  @Matches(/^[\x20-\x7e]+$/, { message: 'authorization must be visible ASCII' })
  @MaxLength(4096)
  authorization?: string | null;

  /** PEM of the authority that signed the receiver's certificate, syslog+tls only; without it the public ones. */
  @IsOptional()
  @IsString()
  @MaxLength(65_536)
  caCertificate?: string | null;
}

export class CreateForwarderRequest extends ForwarderSecrets {
  /** @example 'SIEM of the county' */
  @IsString()
  @Length(1, 200)
  name!: string;

  /** `syslog+tls://host:6514`, `syslog+tcp://host:601`, `syslog+udp://host:514` or `https://…`. @example 'syslog+tls://siem.example.gov:6514' */
  @IsString()
  @MaxLength(2000)
  url!: string;

  /** Where to begin: with what comes, or with the first event there is. */
  @IsIn(['now', 'beginning'])
  from!: 'now' | 'beginning';
}

/** What is left out stays. With another host, authorization and certificate have to be given again. */
export class UpdateForwarderRequest extends ForwarderSecrets {
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  url?: string;

  @IsOptional()
  @IsIn(['active', 'paused'])
  state?: 'active' | 'paused';
}

/** Where audit events are sent besides. */
export class AuditForwarderResponse {
  id!: string;
  name!: string;
  url!: string;
  state!: 'active' | 'failing' | 'paused';
  /** Whether there is one; it is never shown. */
  authorizationSet!: boolean;
  caCertificateSet!: boolean;
  lastForwardedAt!: string | null;
  /** The last leaf that was received; null before the first. @example 1203 */
  leafIndex!: number | null;
  /** Leaves of the log that are still to go. @example 0 */
  behind!: number;
  lastError!: string | null;
  failingSince!: string | null;
  version!: number;
}

export class AuditForwardersResponse {
  items!: AuditForwarderResponse[];
  nextCursor!: string | null;
}

export class ForwarderTestResponse {
  ok!: boolean;
  /** @example 'The receiver took the test message.' */
  detail!: string;
}

export function toForwarderResponse({ forwarder, treeSize }: ForwarderView): AuditForwarderResponse {
  const { id, name, url, lastError, version, nextLeaf } = forwarder;
  return {
    id,
    name,
    url,
    state: forwarder.paused ? 'paused' : forwarder.failingSince ? 'failing' : 'active',
    authorizationSet: forwarder.sealedAuthorization !== null,
    caCertificateSet: forwarder.caCertificate !== null,
    lastForwardedAt: forwarder.lastForwardedAt?.toISOString() ?? null,
    leafIndex: nextLeaf > 0 ? nextLeaf - 1 : null,
    behind: Math.max(0, treeSize - nextLeaf),
    lastError,
    failingSince: forwarder.failingSince?.toISOString() ?? null,
    version,
  };
}
