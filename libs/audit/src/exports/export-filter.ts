import type { AuditFilter } from '../audit.read-model';
import type { StoredFilter } from './export.repository';

/** A filter as plain texts, without what is not asked for. */
export function toStoredFilter(filter: AuditFilter): StoredFilter {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
    ),
  );
}

export function fromStoredFilter({ from, to, ...rest }: StoredFilter): AuditFilter {
  return { ...rest, ...(from ? { from: new Date(from) } : {}), ...(to ? { to: new Date(to) } : {}) } as AuditFilter;
}
