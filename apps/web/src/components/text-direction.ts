const RTL_LETTER = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u;
const NOT_ITS_OWN_WORDS = /(?:https?:\/\/\S+|[@#][\p{L}\p{N}_.@:-]+)/gu;

/**
 * The direction of what somebody wrote. `dir="auto"` goes by the first letter, which in a reply is that of a
 * handle; here the writer's own words decide.
 */
export function textDirection(text: string): 'ltr' | 'rtl' | 'auto' {
  const letter = /\p{L}/u.exec(text.replace(NOT_ITS_OWN_WORDS, ' '))?.[0];
  if (!letter) return 'auto';
  return RTL_LETTER.test(letter) ? 'rtl' : 'ltr';
}

/** Without the handles with which a reply begins: in a list they push out what is said. */
export function withoutLeadingMentions(text: string): string {
  const said = text.replace(/^(?:\s*@[\p{L}\p{N}_.@:-]+)+(?:\s+|$)/u, '');
  return said || text;
}
