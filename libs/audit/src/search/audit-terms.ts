import { createHash } from 'node:crypto';
import { searchWords } from '@divan/platform';
import { eventsReadAudit } from '../audit.events';
import type { AuditEventView, AuditFilter } from '../audit.read-model';

/**
 * What an event can be found by. A term is a word of its texts (`~word`), or the hash of one of its fields under that
 * field's letter (`.a…` is the actor). Terms hold letters, digits and `-_.~` only, whatever the event held.
 */
export interface AuditTerms {
  /** Of the envelope: kept for good. */
  lasting: ReadonlySet<string>;
  /** Of the erasable detail. */
  personal: ReadonlySet<string>;
}

/** An event fits when of every clause one alternative fits, and that does when all its terms do. */
export type AuditClause = readonly (readonly Wanted[])[];

interface Wanted {
  term: string;
  /** The last letters are left open. */
  open?: boolean;
}

const MAX_WORDS = 1_000;
const MAX_TOKENS = 12;

const FIELDS = {
  actorId: 'a',
  kind: 'k',
  feature: 'f',
  objectType: 't',
  objectId: 'o',
  outcome: 'u',
  requestId: 'r',
  sessionId: 's',
  address: 'p',
} as const;

const fieldTerm = (field: keyof typeof FIELDS, value: string): string =>
  `.${FIELDS[field]}${createHash('sha256').update(value).digest('base64url').slice(0, 12)}`;

/** Terms of an event as it is stored. */
export function termsOf(event: Omit<AuditEventView, 'entry' | 'salt'>): AuditTerms {
  const lasting = new Set([
    fieldTerm('actorId', event.actorId),
    fieldTerm('kind', event.kind),
    fieldTerm('feature', featureOf(event.kind)),
    fieldTerm('objectType', event.objectType),
    fieldTerm('objectId', event.objectId),
    fieldTerm('outcome', event.outcome),
    fieldTerm('requestId', event.requestId),
    ...(event.sessionId === null ? [] : [fieldTerm('sessionId', event.sessionId)]),
    ...words(event.kind),
    ...words(event.objectType),
  ]);
  const texts = [
    event.actorName,
    event.address,
    event.reason,
    // What somebody looked for would otherwise be what everybody finds from then on.
    ...(event.kind === eventsReadAudit.name ? [] : values(event.detail)),
    ...values(event.before),
    ...values(event.after),
  ];
  const personal = new Set(event.address === null ? [] : [fieldTerm('address', event.address)]);
  for (const text of texts) {
    for (const word of text === null ? [] : words(text)) if (personal.size < MAX_WORDS) personal.add(word);
  }
  return { lasting, personal };
}

/** What a filter asks for, apart from the time. */
export function clausesOf(filter: AuditFilter): AuditClause[] {
  const clauses: AuditClause[] = [];
  for (const field of ['actorId', 'objectType', 'objectId', 'outcome', 'requestId', 'sessionId', 'address'] as const) {
    const value = filter[field];
    if (value !== undefined) clauses.push([[{ term: fieldTerm(field, value) }]]);
  }
  if (filter.kind !== undefined)
    clauses.push([[{ term: fieldTerm(filter.kind.endsWith('.') ? 'feature' : 'kind', filter.kind) }]]);
  const tokens = (filter.q ?? '').split(/\s+/).filter((token) => token !== '');
  for (const token of tokens.slice(0, MAX_TOKENS)) clauses.push(clauseOf(token));
  return clauses;
}

/** Somebody's word, or an id or address that they copied from elsewhere. */
function clauseOf(token: string): AuditClause {
  const fields = (['actorId', 'objectId', 'requestId', 'sessionId', 'address'] as const).map((field) => [
    { term: fieldTerm(field, token) },
  ]);
  const found = searchWords(token.slice(0, 500));
  const wanted = found
    .slice(0, MAX_TOKENS)
    .flatMap((word, i) =>
      word.map((part) => ({ term: `~${part}`, open: i === found.length - 1 && word.length === 1 })),
    );
  return wanted.length === 0 ? fields : [...fields, wanted];
}

/** The same as the index finds, for events that are not yet in it. */
export function fits(terms: AuditTerms, clauses: readonly AuditClause[]): boolean {
  const all = [...terms.lasting, ...terms.personal];
  const has = ({ term, open }: Wanted): boolean =>
    terms.lasting.has(term) || terms.personal.has(term) || (open === true && all.some((one) => one.startsWith(term)));
  return clauses.every((alternatives) => alternatives.some((wanted) => wanted.every(has)));
}

/** Whether an event that was read fits a filter. */
export function fitsFilter(filter: AuditFilter): (event: AuditEventView) => boolean {
  const clauses = clausesOf(filter);
  return (event) =>
    !(filter.from && event.occurredAt < filter.from) &&
    !(filter.to && event.occurredAt >= filter.to) &&
    (clauses.length === 0 || fits(termsOf(event), clauses));
}

/** The literal of a tsquery in which `{b}` stands for the bucket. */
export function toTermQuery(clauses: readonly AuditClause[]): string {
  const literal = ({ term, open }: Wanted): string => `'{b}${term}'${open ? ':*' : ''}`;
  return clauses
    .map((alternatives) => `(${alternatives.map((wanted) => `(${wanted.map(literal).join(' & ')})`).join(' | ')})`)
    .join(' & ');
}

/** The literal of a tsvector: what lasts has weight A. */
export function toTermVector({ lasting, personal }: AuditTerms, bucket: string): string {
  return [
    ...[...lasting].map((term) => `'${bucket}${term}':1A`),
    ...[...personal].filter((term) => !lasting.has(term)).map((term) => `'${bucket}${term}':1`),
  ].join(' ');
}

function featureOf(kind: string): string {
  return kind.slice(0, kind.indexOf('.') + 1);
}

function words(text: string): string[] {
  return searchWords(text)
    .flat()
    .map((word) => `~${word}`);
}

/** The texts and numbers in a JSON text, without the names of its fields. */
function values(json: string | null): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') found.push(String(value));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  if (json !== null) walk(JSON.parse(json));
  return found;
}
