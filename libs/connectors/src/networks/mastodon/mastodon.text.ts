import type { FormatCallback } from 'html-to-text';

// FetchLinkCardService and Account::MENTION_RE of Mastodon, as far as counting needs them.
const URL_PATTERN = /(?<![\w@$#])https?:\/\/[^\s<>"'`]*[^\s<>"'`.,:;!?)\]}]/giu;
const MENTION_PATTERN =
  /(?<![=/\w])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\p{L}\p{N}_]+(?:[.:-]+[\p{L}\p{N}_]+)*/giu;

/** The text as the instance counts it: every link has one fixed length, and the domain of a mention is free. */
export function countableText(text: string, urlLength: number): string {
  return text.replace(URL_PATTERN, 'x'.repeat(urlLength)).replace(MENTION_PATTERN, '@$1');
}

/**
 * For comparing what was written with what came back as HTML: letters and digits alone, since some software reads
 * markup in the text, and mentions without their domain. Text without any letter is compared as it is.
 */
export function comparable(text: string): string {
  const plain = text.replace(/<\/?[a-z][^>]*>/giu, '').replace(MENTION_PATTERN, '@$1');
  const letters = plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
  return letters === '' ? plain.replace(/\s+/gu, '') : letters;
}

/**
 * Puts the person answered first, unless the text names them already. `names` are the forms under which the instance
 * knows them, the preferred one first.
 */
export function withMention(text: string, names: string[]): string {
  const accepted = names.map((name) => `@${name.replace(/^@/, '')}`.toLowerCase());
  const [first] = accepted;
  const tokens = text.toLowerCase().match(/(?<![=/\w])@[\w.-]+(?:@[\w.:-]+)?/gu) ?? [];
  const named = tokens.some((token) => accepted.includes(token.replace(/[.:-]+$/, '')));
  return first === undefined || named ? text : `@${(names[0] ?? '').replace(/^@/, '')} ${text}`;
}

/** Shows where a link leads, not the shortened form that the network displays. */
const linkTarget: FormatCallback = (element, walk, builder) => {
  const { href } = element.attribs as { href?: string };
  if (href) builder.addInline(href, { noWordTransform: true });
  else walk(element.children, builder);
};

export type HtmlToText = (html: string) => string;

/** Loaded when the first message comes: a process that reads none does without its 10 MB. */
export async function loadHtmlToText(): Promise<HtmlToText> {
  const { compile } = await import('html-to-text');
  const convert = compile({
    wordwrap: false,
    formatters: { linkTarget },
    selectors: [
      { selector: 'a.mention', format: 'inline' },
      { selector: 'a[rel~="tag"]', format: 'inline' },
      { selector: 'a', format: 'linkTarget' },
      { selector: 'img', format: 'skip' },
      { selector: 'p', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ],
  });
  return (html) => convert(html).trim();
}
