import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Notification } from './bluesky.schemas';

/**
 * Notifications are listed newest first by a time that the author's own clock can move into the past, so a plain
 * "newer than the last" would lose some. Instead the newest ids are remembered, and whatever is not among them and not
 * older than the oldest of them is new.
 */
const REMEMBERED = 200;

const cursorSchema = z.object({
  v: z.literal(1),
  /** Short hashes of the newest ids, newest first. */
  seen: z.array(z.string()),
  /** Nothing older than this is new. */
  horizon: z.string(),
  /** A listing that was too long for one poll, to be carried on down to its own horizon. */
  rest: z.object({ cursor: z.string(), horizon: z.string(), seen: z.array(z.string()) }).optional(),
});
export type SeenCursor = z.infer<typeof cursorSchema>;

export function readCursor(cursor: string | null): SeenCursor | undefined {
  if (cursor === null) return undefined;
  try {
    return cursorSchema.parse(JSON.parse(cursor));
  } catch {
    // An unreadable cursor means starting over; the inbox knows what it already has.
    return undefined;
  }
}

export function keyOf(notification: Pick<Notification, 'uri'>): string {
  return createHash('sha256').update(notification.uri).digest('base64url').slice(0, 12);
}

/** Notes what was listed from the top, newest first. */
export function remember(
  previous: SeenCursor | undefined,
  listed: Notification[],
  rest: SeenCursor['rest'],
): SeenCursor {
  const keys = [...new Set([...listed.map(keyOf), ...(previous?.seen ?? [])])];
  const horizon = laterOf(previous?.horizon ?? firstHorizon(listed), horizonOfForgotten(keys.length, listed));
  return { v: 1, seen: keys.slice(0, REMEMBERED), horizon, ...(rest ? { rest } : {}) };
}

/** A first listing that was nearly empty is the whole history: then everything that appears later is new, whatever its time. */
function firstHorizon(listed: Notification[]): string {
  return listed.length < 50 ? '' : (listed.at(-1)?.indexedAt ?? '');
}

/** Once ids have been forgotten, their time must be out of bounds, or they would count as new again. */
function horizonOfForgotten(keys: number, listed: Notification[]): string {
  if (keys <= REMEMBERED) return '';
  return listed[REMEMBERED - 1]?.indexedAt ?? listed.at(-1)?.indexedAt ?? '';
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}
