import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { ProblemError } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import type { Conversation, ConversationStatus, ConversationSummary } from '../../api/types';
import { announce } from '../../components/announcer';
import { notifyError, notifyUndo } from '../../components/notify';
import { listKey, type ConversationPages } from './inbox-queries';

export interface Change {
  status?: ConversationStatus;
  assignee?: { id: string; name: string } | null;
}

const VERSION_CONFLICT = 412;

/** Whether a list with these filters would still hold the conversation. */
function stillListed(conversation: ConversationSummary, query: Record<string, unknown>, myId: string): boolean {
  if (query.status && query.status !== conversation.status) return false;
  if (query.assignee === 'me') return conversation.assignee?.id === myId;
  if (query.assignee === 'none') return conversation.assignee === null;
  return !query.assignee || query.assignee === conversation.assignee?.id;
}

/** Shows a change everywhere at once, before the API has answered. */
function applyChange(id: string, change: Partial<ConversationSummary>, myId: string): void {
  queryClient.setQueryData<Conversation>([keys.conversation, id], (old) => (old ? { ...old, ...change } : old));
  for (const [key, data] of queryClient.getQueriesData<ConversationPages>({ queryKey: listKey })) {
    if (!data) continue;
    const query = (key[2] ?? {}) as Record<string, unknown>;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items
        .map((item) => (item.id === id ? { ...item, ...change } : item))
        .filter((item) => item.id !== id || stillListed(item, query, myId)),
    }));
    queryClient.setQueryData<ConversationPages>(key, { ...data, pages });
  }
}

function refreshConversation(id: string): void {
  void queryClient.invalidateQueries({ queryKey: [keys.conversation, id] });
  void queryClient.invalidateQueries({ queryKey: [keys.conversations] });
  void queryClient.invalidateQueries({ queryKey: [keys.conversationCounts] });
}

const turns = new Map<string, Promise<unknown>>();
const madeHere = new Map<string, number>();

/** One change of a conversation after the other, each on top of what the member's own last one made of it. */
function send(conversation: ConversationSummary, change: Change): Promise<ConversationSummary> {
  const { id } = conversation;
  const turn = (turns.get(id) ?? Promise.resolve()).then(async () => {
    const version = Math.max(conversation.version, madeHere.get(id) ?? 0);
    const changed = await patch({ ...conversation, version }, change);
    madeHere.set(id, changed.version);
    return changed;
  });
  turns.set(
    id,
    turn.catch(() => undefined),
  );
  return turn;
}

async function patch(conversation: ConversationSummary, change: Change): Promise<ConversationSummary> {
  const body = {
    ...(change.status ? { status: change.status } : {}),
    ...('assignee' in change ? { assigneeId: change.assignee?.id ?? null } : {}),
  };
  return api.patch<ConversationSummary>(`/conversations/${conversation.id}`, body, { ifMatch: conversation.version });
}

/** Assigns, resolves, reopens: at once on screen, with an undo, taken back when the API refuses. */
export function useConversationChanges(myId: string) {
  const { t } = useTranslation('inbox');

  const described = useCallback(
    (change: Change): string => {
      if (change.status) return t(`done.${change.status}`);
      return change.assignee ? t('done.assigned', { name: change.assignee.name }) : t('done.unassigned');
    },
    [t],
  );

  return useCallback(
    async (conversation: ConversationSummary, change: Change): Promise<void> => {
      const { id } = conversation;
      const before: Change = {
        ...(change.status ? { status: conversation.status } : {}),
        ...('assignee' in change ? { assignee: conversation.assignee } : {}),
      };
      await queryClient.cancelQueries({ queryKey: [keys.conversation, id] });
      applyChange(id, change, myId);
      announce(described(change));
      try {
        const changed = await send(conversation, change);
        applyChange(id, { version: changed.version }, myId);
        notifyUndo(described(change), () => {
          applyChange(id, before, myId);
          send(changed, before)
            .then(() => announce(t('done.undone')), notifyError)
            .finally(() => refreshConversation(id));
        });
      } catch (error) {
        const stale = error instanceof ProblemError && error.status === VERSION_CONFLICT;
        notifyError(error, stale ? t('conversation.changedTitle') : undefined);
      } finally {
        refreshConversation(id);
      }
    },
    [described, myId, t],
  );
}
