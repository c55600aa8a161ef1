/** What was typed and not yet sent, kept for this tab; signing out clears it. */
const keyOf = (conversationId: string): string => `divan-draft-${conversationId}`;

export function readDraft(conversationId: string): string {
  return sessionStorage.getItem(keyOf(conversationId)) ?? '';
}

export function keepDraft(conversationId: string, text: string): void {
  if (text) sessionStorage.setItem(keyOf(conversationId), text);
  else sessionStorage.removeItem(keyOf(conversationId));
}
