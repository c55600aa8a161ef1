export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

export interface FieldChange {
  /** `roles`, `settings.handle`. */
  path: string;
  change: 'added' | 'removed' | 'changed' | 'same';
  before?: Json;
  after?: Json;
}

export interface ListChange {
  added: Json[];
  removed: Json[];
  kept: Json[];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const holdsOnlyPlain = (list: Json[]): boolean => list.every((value) => typeof value !== 'object' || value === null);

/** A list of plain values is one field; a list of objects is one field per value in it. */
export function isPlainList(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && holdsOnlyPlain(value);
}

function partsOf(value: Json): [name: string, part: Json][] {
  if (Array.isArray(value)) return holdsOnlyPlain(value) ? [] : value.map((part, index) => [String(index), part]);
  return isObject(value) ? Object.entries(value) : [];
}

/** Every value with the path to it. What is empty is a value too. */
export function fieldsOf(value: Json | undefined, path = ''): [path: string, value: Json][] {
  if (value === undefined) return [];
  const inside = partsOf(value);
  if (inside.length > 0) {
    return inside.flatMap(([name, part]) => fieldsOf(part, path ? `${path}.${name}` : name));
  }
  return path ? [[path, value]] : [];
}

const same = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

function changeOf(path: string, before: Json | undefined, after: Json | undefined): FieldChange {
  if (before === undefined) return { path, change: 'added', after: after ?? null };
  if (after === undefined) return { path, change: 'removed', before };
  return { path, change: same(before, after) ? 'same' : 'changed', before, after };
}

/** What differs, field by field, in the order in which the fields stand. */
export function differences(before: Json | undefined | null, after: Json | undefined | null): FieldChange[] {
  const old = new Map(fieldsOf(before ?? undefined));
  const now = new Map(fieldsOf(after ?? undefined));
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths.map((path) => changeOf(path, old.get(path), now.get(path)));
}

/** Lists here are sets: what came, what went, what stayed. */
export function listChange(before: Json[], after: Json[]): ListChange {
  const has = (list: Json[], item: Json) => list.some((other) => same(other, item));
  return {
    added: after.filter((item) => !has(before, item)),
    removed: before.filter((item) => !has(after, item)),
    kept: after.filter((item) => has(before, item)),
  };
}
