import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveEvent } from '../../api/live';
import { queryClient } from '../../api/queries';
import type { AuditEvent, AuditFilter, Page } from '../../api/types';
import { useLiveEvents } from '../../app/use-live-updates';
import { listKey, readEvents, type EventPages } from './audit-queries';
import { mergeNewest } from './live-merge';

const TAIL = 50;
const PAUSE_MS = 800;

interface LiveTail {
  /** How many events wait to be shown; `more` when there are more than were counted. */
  waiting: { count: number; more: boolean };
  show: () => void;
  fresh: ReadonlySet<string>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Puts what came into the list. With a gap the list begins anew, or it would hide what lies between. */
function take(filter: AuditFilter, newest: Page<AuditEvent>): AuditEvent[] {
  let came: AuditEvent[] = [];
  queryClient.setQueryData<EventPages>(listKey(filter), (data) => {
    if (!data) return data;
    const { pages, added, gap } = mergeNewest(
      data.pages.map(({ items }) => items),
      newest.items,
    );
    came = added;
    if (gap) return { pages: [newest], pageParams: [null] };
    return { ...data, pages: data.pages.map((page, index) => ({ ...page, items: pages[index] ?? page.items })) };
  });
  return came;
}

function unknownOf(filter: AuditFilter, newest: Page<AuditEvent>) {
  const data = queryClient.getQueryData<EventPages>(listKey(filter));
  const { added, gap } = mergeNewest(data?.pages.map(({ items }) => items) ?? [], newest.items);
  return { count: added.length, more: gap && newest.nextCursor !== null };
}

const NOTHING = { count: 0, more: false };

/**
 * Follows the log: a new checkpoint says that there is something new, and the newest page is asked for. Whoever reads
 * further down keeps their place: what is new is counted, and flows in when they are back at the top.
 */
export function useLiveTail(filter: AuditFilter, live: boolean, atTop: boolean): LiveTail {
  const view = JSON.stringify(listKey(filter));
  const [waiting, setWaiting] = useState(NOTHING);
  const [fresh, setFresh] = useState(NOBODY);
  const newest = useRef<Page<AuditEvent> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const latest = useRef({ filter, view, live, atTop });
  latest.current = { filter, view, live, atTop };

  const show = useCallback(() => {
    if (!newest.current) return;
    const came = take(latest.current.filter, newest.current);
    newest.current = null;
    setWaiting(NOTHING);
    setFresh(new Set(came.map(({ id }) => id)));
  }, []);

  const look = useCallback(async () => {
    const asked = latest.current;
    // Nothing to add to yet: the list itself is being read.
    if (!queryClient.getQueryData(listKey(asked.filter))) return;
    try {
      const page = await readEvents(asked.filter, { limit: TAIL });
      if (latest.current.view !== asked.view || !latest.current.live) return;
      newest.current = page;
      if (latest.current.atTop) show();
      else setWaiting(unknownOf(asked.filter, page));
    } catch {
      // The next checkpoint asks again; that the connection is lost is said by the shell.
    }
  }, [show]);

  useLiveEvents(
    useCallback(
      ({ type }: LiveEvent) => {
        if (type !== 'checkpoint.created' || !latest.current.live || timer.current) return;
        timer.current = setTimeout(() => {
          timer.current = null;
          void look();
        }, PAUSE_MS);
      },
      [look],
    ),
  );

  useEffect(() => {
    newest.current = null;
    setWaiting(NOTHING);
    setFresh(NOBODY);
  }, [view]);

  useEffect(() => {
    if (live) void look();
    else setWaiting(NOTHING);
  }, [live, look]);

  useEffect(() => {
    if (atTop) show();
  }, [atTop, show]);

  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );

  return { waiting, show, fresh };
}
