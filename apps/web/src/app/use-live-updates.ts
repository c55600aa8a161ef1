import { useEffect, useState } from 'react';
import type { QueryKey } from '@tanstack/react-query';
import { followEvents, type LiveEvent, type LiveState } from '../api/live';
import { keys, queryClient } from '../api/queries';

const GATHER_MS = 250;

function affected({ type, data }: LiveEvent): QueryKey[] {
  const id = String(data.id ?? '');
  const conversationId = String(data.conversationId ?? '');
  switch (type) {
    case 'conversation.changed':
      return [[keys.conversations], [keys.conversationCounts], [keys.conversation, id], [keys.contacts]];
    case 'message.created':
      return [
        [keys.conversations],
        [keys.conversationCounts],
        [keys.conversation, conversationId],
        [keys.messages, conversationId],
      ];
    case 'message.changed':
      return [conversationId ? [keys.messages, conversationId] : [keys.messages], [keys.conversations]];
    case 'post.changed':
      return [[keys.posts], [keys.approvals]];
    case 'approval.changed':
      return [[keys.approvals], [keys.posts]];
    case 'channel.changed':
      return [[keys.channels]];
    case 'checkpoint.created':
      return [[keys.log], [keys.audit]];
    default:
      return [];
  }
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
        for (const listener of listeners) listener(event);
      },
    });
    return () => {
      stop();
      if (timer) clearTimeout(timer);
    };
  }, []);

  return state;
}
