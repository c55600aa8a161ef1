import { LIMITS } from './practice';

const MENTION =
  /(?<![\p{L}\p{N}_/@.])@([a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?)(?:@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*(?::\d+)?))?/giu;
const URL_TEXT = /https?:\/\/[^\s<>"'«»]+[^\s<>"'«».,;:!?)\]،؛؟]/giu;
const HASHTAG = /(?<![\p{L}\p{N}_/&])#([\p{L}\p{M}\p{N}_\u200c]*[\p{L}\p{M}_][\p{L}\p{M}\p{N}_\u200c]*)/gu;
const TOKEN = new RegExp(`(?<url>${URL_TEXT.source})|${MENTION.source}|${HASHTAG.source}`, 'giu');

export interface Mentioned {
  username: string;
  url: string;
}

/** Names of this network's accounts that a text mentions, in lower case; `@name@elsewhere` is not ours. */
export function mentionedNames(text: string, domain: string): string[] {
  const names = new Set<string>();
  for (const match of text.replace(URL_TEXT, ' ').matchAll(MENTION)) {
    if (isLocal(match[2], domain)) names.add((match[1] ?? '').toLowerCase());
  }
  return [...names];
}

export function hashtags(text: string): string[] {
  const found = text.replace(URL_TEXT, ' ').matchAll(HASHTAG);
  return [...new Set([...found].map((match) => (match[1] ?? '').toLowerCase()))];
}

/** Mastodon's count: graphemes, every address as 23, the domain of a mention as nothing. */
export function countCharacters(text: string): number {
  const counted = text
    .replace(URL_TEXT, 'x'.repeat(LIMITS.charactersPerUrl))
    .replace(MENTION, (_whole, name: string) => `@${name}`);
  return [...new Intl.Segmenter().segment(counted)].length;
}

/** The HTML of a status: paragraphs, line breaks, links, and mentions of the accounts that exist. */
export function toHtml(text: string, accounts: ReadonlyMap<string, Mentioned>, origin: string): string {
  const domain = new URL(origin).host;
  let html = '';
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    html += escapeHtml(text.slice(end, match.index)) + token(match, accounts, origin, domain);
    end = match.index + match[0].length;
  }
  html += escapeHtml(text.slice(end));
  return html
    .replaceAll('\r\n', '\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => (paragraph ? `<p>${paragraph.replaceAll('\n', '<br />')}</p>` : ''))
    .join('');
}

function token(
  match: RegExpExecArray,
  accounts: ReadonlyMap<string, Mentioned>,
  origin: string,
  domain: string,
): string {
  const [whole, url, name, host, tag] = match;
  if (url) return link(url);
  if (tag) {
    const href = escapeHtml(`${origin}/tags/${encodeURIComponent(tag.toLowerCase())}`);
    return `<a href="${href}" class="mention hashtag" rel="tag">#<span>${escapeHtml(tag)}</span></a>`;
  }
  const account = name && isLocal(host, domain) ? accounts.get(name.toLowerCase()) : undefined;
  if (!account) return escapeHtml(whole);
  const anchor = `<a href="${escapeHtml(account.url)}" class="u-url mention">@<span>${account.username}</span></a>`;
  return `<span class="h-card" translate="no">${anchor}</span>`;
}

function link(url: string): string {
  const scheme = /^https?:\/\/(?:www\.)?/i.exec(url)?.[0] ?? '';
  const rest = url.slice(scheme.length);
  const shown = rest.slice(0, 30);
  const hidden = rest.slice(30);
  return (
    `<a href="${escapeHtml(url)}" target="_blank" rel="nofollow noopener" translate="no">` +
    `<span class="invisible">${escapeHtml(scheme)}</span>` +
    `<span class="${hidden ? 'ellipsis' : ''}">${escapeHtml(shown)}</span>` +
    `<span class="invisible">${escapeHtml(hidden)}</span></a>`
  );
}

function isLocal(host: string | undefined, domain: string): boolean {
  if (!host) return true;
  const asked = host.toLowerCase();
  return asked === domain || asked === domain.replace(/:\d+$/, '');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
