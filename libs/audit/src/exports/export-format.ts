import type { AuditEventView } from '../audit.read-model';
import { toAuditEventResponse, toAuditEventWithEntry } from '../audit.dto';

export type ExportFormat = 'csv' | 'ndjson';

/** The signed head that an export goes up to, as the pull gives it. */
export interface ExportCheckpoint {
  note: string;
  origin: string;
  size: number;
  /** Base64. */
  root: string;
  vkey: string;
}

/** What one stretch of leaves becomes in the file. */
export interface ExportStretch {
  from: number;
  to: number;
  events: readonly AuditEventView[];
  leafHashes: readonly Uint8Array[];
  first: boolean;
  /** Nothing was filtered out. */
  everything: boolean;
  /** On the last stretch; null when nothing was signed yet. */
  checkpoint?: ExportCheckpoint | null;
}

export function formatStretch(format: ExportFormat, stretch: ExportStretch): string {
  return format === 'csv' ? csvOf(stretch) : ndjsonOf(stretch);
}

/**
 * A line for each event, as the pull gives it, then one with the hashes of all leaves of the stretch, and at the end one
 * with the signed head: whoever has the file can open every commitment, recompute the root and so verify that nothing in
 * it was changed, without asking anybody.
 */
function ndjsonOf({ from, to, events, leafHashes, everything, checkpoint }: ExportStretch): string {
  const hashes = leafHashes.map((hash) => Buffer.from(hash).toString('base64'));
  const lines: object[] = events.map(toAuditEventWithEntry);
  // In the pull's words: all of its kind up to here are in the file.
  const whole = everything ? { nextCursor: null, nextAfter: to - 1 } : {};
  if (to > from) lines.push({ ...whole, leafHashes: { from, to, hashes } });
  if (checkpoint !== undefined) lines.push({ checkpoint });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const COLUMNS = [
  'leafIndex', 'occurredAt', 'kind', 'version', 'actorKind', 'actorId', 'actorName', 'objectType', 'objectId', 'outcome',
  'reason', 'address', 'userAgent', 'sessionId', 'requestId', 'detail', 'before', 'after', 'id',
]; // prettier-ignore

/**
 * RFC 4180, with a byte order mark: the programs that people open CSV with take a file without one for Latin script and
 * make nonsense of Persian.
 */
function csvOf({ events, first }: ExportStretch): string {
  const lines = events.map((event) => {
    const { actor, object, ...rest } = toAuditEventResponse(event);
    return csvLine([
      rest.leafIndex, rest.occurredAt, rest.kind, rest.version, actor.kind, actor.id, actor.name, object.type, object.id,
      rest.outcome, rest.reason, rest.address, rest.userAgent, rest.sessionId, rest.requestId, event.detail, event.before,
      event.after, rest.id,
    ]); // prettier-ignore
  });
  return (first ? `\ufeff${csvLine(COLUMNS)}` : '') + lines.join('');
}

// What a spreadsheet would take for a formula and carry out, also in the full-width forms that it treats alike.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One record of RFC 4180 §2, its line break included. */
export function csvLine(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

function csvField(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
