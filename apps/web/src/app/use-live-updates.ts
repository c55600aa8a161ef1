import { useEffect, useState } from 'react';
import type { QueryKey } from '@tanstack/react-query';
import { followEvents, type LiveEvent, type LiveState } from '../api/live';
import { keys, queryClient } from '../api/queries';

const GATHER_MS = 250;

/** What an event makes stale, by its type and the ids that it carries. */
const AFFECTED: Record<string, (id: string, conversationId: string) => QueryKey[]> = {
  'conversation.changed': (id) => [
    [keys.conversations],
    [keys.conversationCounts],
    [keys.conversation, id],
    [keys.contacts],
  ],
  'message.created': (_id, conversationId) => [
    [keys.conversations],
    [keys.conversationCounts],
    [keys.conversation, conversationId],
    [keys.messages, conversationId],
  ],
  'message.changed': (_id, conversationId) => [
    conversationId ? [keys.messages, conversationId] : [keys.messages],
    [keys.conversations],
  ],
  'post.changed': () => [[keys.posts], [keys.approvals]],
  'approval.changed': () => [[keys.approvals], [keys.posts]],
  'channel.changed': () => [[keys.channels]],
  // The audit log itself takes up what is new one page at a time; see its live tail.
  'checkpoint.created': () => [[keys.log]],
  'checkpoint.refused': () => [[keys.log], [keys.logAlarms]],
  'log-alarm.changed': () => [[keys.log], [keys.logAlarms]],
  'audit-export.changed': () => [[keys.auditExports]],
};

function affected({ type, data }: LiveEvent): QueryKey[] {
  return AFFECTED[type]?.(String(data.id ?? ''), String(data.conversationId ?? '')) ?? [];
}

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Calls back for each live event, for what an invalidated query cannot say (announcements, counters). */
export function useLiveEvents(listener: Listener): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

/** Calls back whoever listens. */
export function tellLive(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

/** Keeps what is on screen current. Events are gathered briefly, so that a burst asks for a list once. */
export function useLiveUpdates(): LiveState {
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    const pending = new Map<string, QueryKey>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const flush = () => {
      timer = null;
      for (const queryKey of pending.values()) void queryClient.invalidateQueries({ queryKey });
      pending.clear();
    };
    const stop = followEvents({
      onState: setState,
      onResume: () => void queryClient.invalidateQueries(),
      onEvent: (event) => {
        for (const key of affected(event)) pending.set(JSON.stringify(key), key);
        timer ??= setTimeout(flush, GATHER_MS);
        tellLive(event);
      },
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, []);

  return state;
}
