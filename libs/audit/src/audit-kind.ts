import type { z } from 'zod';

export type AuditOutcome = 'success' | 'failure' | 'refused';

/** A kind of audit event. Its name, version and schema are never edited: a change is a new version. */
export interface AuditKind<D extends object = object> {
  readonly name: string;
  readonly version: number;
  /** What `detail` looks like; anything else is refused. */
  readonly detail: z.ZodType<D>;
}

/** What happened to one object. */
export interface AuditItem<D extends object = object> {
  object: { type: string; id: string };
  /** Default 'success'. */
  outcome?: AuditOutcome;
  /** In words; may be personal, so it is kept with the erasable detail. */
  reason?: string;
  detail: D;
  /** The member for whom the system acts: who asked for it, or planned it. Kept with the erasable detail. */
  onBehalfOf?: { id: string; name: string } | null;
  /** State of the object before and after, where that says more than `detail`. */
  before?: object;
  after?: object;
}

/** Declares a kind of audit event, in the past tense: `inbox.conversation-resolved`. Belongs in `<feature>.events.ts`. */
export function auditKind<D extends object>(name: string, version: number, detail: z.ZodType<D>): AuditKind<D> {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(name)) throw new Error(`not the name of an audit kind: ${name}`);
  if (!Number.isInteger(version) || version < 1) throw new Error(`not a version: ${version}`);
  const kind = { name, version, detail };
  const versions = declared.get(name) ?? new Map<number, AuditKind>();
  if (versions.has(version)) throw new Error(`audit kind ${name} has version ${version} already`);
  declared.set(name, versions.set(version, kind as unknown as AuditKind));
  return kind;
}

/** Every kind that the loaded features declare, in the order of names and versions. */
export function auditKinds(): AuditKind[] {
  return [...declared.values()]
    .flatMap((versions) => [...versions.values()])
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version - b.version));
}

const declared = new Map<string, Map<number, AuditKind>>();
