import { toAuditEventResponse, type AuditEventResponse } from '../audit.dto';
import type { AuditEventView } from '../audit.read-model';

/** RFC 5424 §6.2.1: facility 13 is "log audit". */
const FACILITY = 13;
const SEVERITY = { success: 6, failure: 4, refused: 4 } as const;

/**
 * RFC 5424 §6.3.2 wants a private enterprise number behind a name that is not registered. Divan has none of its own; 32473
 * is the one that IANA keeps for documentation (RFC 5612), so that no receiver takes our names for another vendor's.
 */
const SD_ID = 'divan@32473';

const MSGID_MAX = 32;
const TEXT_MAX = 200;

/** What receivers take without cutting it off: rsyslog's default for a stream; RFC 5424 §6.1 for a datagram. */
export const STREAM_MAX_BYTES = 8_192;
export const DATAGRAM_MAX_BYTES = 2_048;

export interface SyslogSource {
  /** Host name of this installation. */
  hostname: string;
  organizationId: string;
}

/**
 * One event as an RFC 5424 message, at most `maxBytes` long: what is too long loses before and after, then its detail, and
 * says `"truncated":true`. The JSON is ASCII, so that it needs no byte order mark, which receivers of JSON stumble over.
 */
export function syslogMessage(event: AuditEventView, source: SyslogSource, maxBytes: number): Buffer {
  const header = headerOf(event.outcome, event.occurredAt, source.hostname, event.kind);
  const data = structuredData({
    organization: source.organizationId,
    id: event.id,
    kind: event.kind,
    version: String(event.version),
    leafIndex: event.leafIndex === null ? null : String(event.leafIndex),
    actorKind: event.actorKind,
    actorId: event.actorId.slice(0, TEXT_MAX),
    objectType: event.objectType,
    objectId: event.objectId.slice(0, TEXT_MAX),
    outcome: event.outcome,
    requestId: event.requestId,
    sessionId: event.sessionId,
    address: event.address,
  });
  const full = toAuditEventResponse(event);
  for (const form of [full, withoutStates(full), bare(full)]) {
    const message = Buffer.from(`${header} ${data} ${asciiJson(form)}`);
    if (message.length <= maxBytes) return message;
  }
  return Buffer.from(`${header} ${data}`).subarray(0, maxBytes);
}

/** What a test of a forwarder sends; no event of the log. */
export function syslogTest(source: SyslogSource, at: Date, name: string): Buffer {
  const header = headerOf('success', at, source.hostname, 'divan.test');
  const data = structuredData({ organization: source.organizationId, kind: 'divan.test' });
  return Buffer.from(`${header} ${data} ${asciiJson({ type: 'divan.test', forwarder: name, at: at.toISOString() })}`);
}

function headerOf(outcome: keyof typeof SEVERITY, at: Date, hostname: string, kind: string): string {
  const priority = FACILITY * 8 + SEVERITY[outcome];
  return `<${priority}>1 ${at.toISOString()} ${printable(hostname, 255)} divan - ${printable(kind, MSGID_MAX)}`;
}

/** RFC 5424 §6.2: printable US-ASCII without spaces, or `-`. */
function printable(text: string, max: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, max) || '-';
}

function structuredData(params: Record<string, string | null>): string {
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    value === null ? [] : [` ${name}="${escapeParam(value)}"`],
  );
  return `[${SD_ID}${pairs.join('')}]`;
}

/** RFC 5424 §6.3.3: `"`, `\` and `]` are escaped and nothing else; control characters say nothing to anybody. */
function escapeParam(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return value.replace(/["\\\]]/g, '\\$&').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type Shortened = AuditEventResponse & { truncated?: true };

function withoutStates(event: AuditEventResponse): Shortened {
  return { ...event, before: null, after: null, truncated: true };
}

function bare(event: AuditEventResponse): Shortened {
  const cut = (text: string | null): string | null => text?.slice(0, TEXT_MAX) ?? null;
  return {
    ...withoutStates(event),
    detail: null,
    reason: cut(event.reason),
    userAgent: cut(event.userAgent),
    actor: { ...event.actor, id: event.actor.id.slice(0, TEXT_MAX), name: cut(event.actor.name) },
    object: { ...event.object, id: event.object.id.slice(0, TEXT_MAX) },
  };
}
