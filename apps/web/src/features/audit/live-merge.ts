import type { AuditEvent } from '../../api/types';

function isNewer(one: AuditEvent, other: AuditEvent): boolean {
  if (one.occurredAt !== other.occurredAt) return one.occurredAt > other.occurredAt;
  return one.id > other.id;
}

interface Merged {
  pages: AuditEvent[][];
  added: AuditEvent[];
  /** Nothing of what came was known: there may be more between it and what is here. */
  gap: boolean;
}

/**
 * Takes the newest events into pages that are newest first: unknown ones come to the place of their time (who commits
 * late stands behind who committed early), known ones are renewed, for they may have got their leaf meanwhile.
 */
export function mergeNewest(known: readonly AuditEvent[][], newest: readonly AuditEvent[]): Merged {
  const ids = new Set(known.flat().map(({ id }) => id));
  const renewed = new Map(newest.map((event) => [event.id, event]));
  const added = newest.filter(({ id }) => !ids.has(id));
  const pages = known.map((page) => page.map((event) => renewed.get(event.id) ?? event));
  for (const event of added) insert(pages, event);
  return { pages, added, gap: ids.size > 0 && added.length > 0 && added.length === newest.length };
}

function insert(pages: AuditEvent[][], event: AuditEvent): void {
  for (const page of pages) {
    const place = page.findIndex((other) => isNewer(event, other));
    if (place >= 0) {
      page.splice(place, 0, event);
      return;
    }
  }
  pages.at(-1)?.push(event);
}
