/** What the screen reads of an ActivityStreams 2.0 object; everything else stays in the raw view. */
interface Note {
  content: string;
  url: string | null;
  kind: string | null;
  language: string | null;
  inReplyTo: string | null;
}

type Json = Record<string, unknown>;

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const object = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {});

/** An approver's decision names the content as canonical JSON; what people read in it are the texts. */
function decidedContent(content: string): string {
  try {
    const { variants } = JSON.parse(content) as { variants?: { text?: unknown }[] };
    const texts = (variants ?? []).flatMap((variant) => text(variant.text) ?? []);
    return texts.length > 0 ? [...new Set(texts)].join('\n\n') : content;
  } catch {
    return content;
  }
}

export function readNote(activity: Json): Note {
  const note = object(activity.object);
  const content = text(note.content) ?? text(activity.content) ?? '';
  const languages = Object.keys(object(note.contentMap));
  return {
    content: note.mediaType === 'application/json' ? decidedContent(content) : content,
    url: text(note.id) ?? text(activity.id),
    kind: text(note['divan:kind']),
    language: languages[0] ?? null,
    inReplyTo: text(object(note.inReplyTo)['divan:remoteId']),
  };
}

/** One line for lists. */
export function excerptOf(activity: Json | null): string {
  if (!activity) return '';
  const summary = text(activity.summary);
  const { content } = readNote(activity);
  return summary ? `${summary} — ${content}` : content;
}
