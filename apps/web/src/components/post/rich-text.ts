export interface TextPart {
  kind: 'text' | 'link' | 'hashtag' | 'mention';
  text: string;
}

const LINK = String.raw`https?://[^\s<>"'،؛«»]+[^\s<>"'،؛«».,;:!?)\]]`;
const HASHTAG = String.raw`(?<![\p{L}\p{N}_/&])#[\p{L}\p{N}_\u200c]*\p{L}[\p{L}\p{N}_\u200c]*`;
const MENTIONS: Record<string, string> = {
  // A handle on Bluesky is a domain name.
  bluesky: String.raw`(?<![\p{L}\p{N}_./@])@(?:[a-z0-9-]+\.)+[a-z]{2,}`,
  other: String.raw`(?<![\p{L}\p{N}_./@])@\w+(?:[.-]\w+)*(?:@[\w.-]+\w)?`,
};

/** Splits a text as the network will: what becomes a link, a hashtag or a mention there. */
export function richText(text: string, network: string): TextPart[] {
  const mention = MENTIONS[network] ?? MENTIONS.other ?? '';
  const pattern = new RegExp(`(?<link>${LINK})|(?<hashtag>${HASHTAG})|(?<mention>${mention})`, 'giu');
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    const kind = match.groups?.link ? 'link' : match.groups?.hashtag ? 'hashtag' : 'mention';
    parts.push({ kind, text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

const SHOWN_LINK_MAX = 30;

/** Mastodon and its kin hide the scheme and cut what is long. */
export function shownLink(url: string, network: string): string {
  if (network === 'bluesky') return url;
  const bare = url.replace(/^https?:\/\/(www\.)?/i, '');
  return bare.length > SHOWN_LINK_MAX ? `${bare.slice(0, SHOWN_LINK_MAX)}…` : bare;
}
