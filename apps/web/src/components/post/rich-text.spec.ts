import { describe, expect, it } from 'vitest';
import { richText, shownLink } from './rich-text';

const found = (text: string, network: string) =>
  richText(text, network)
    .filter((part) => part.kind !== 'text')
    .map((part) => `${part.kind}:${part.text}`);

describe('rich text', () => {
  it('finds links, hashtags in any script and mentions of the network', () => {
    const text = 'See https://a.example/b, #River #دیوان @noah@example.org.';
    expect(found(text, 'mastodon')).toEqual([
      'link:https://a.example/b',
      'hashtag:#River',
      'hashtag:#دیوان',
      'mention:@noah@example.org',
    ]);
    expect(found('@city.bsky.social and @noah', 'bluesky')).toEqual(['mention:@city.bsky.social']);
  });

  it('takes neither a number for a hashtag nor an address for a mention', () => {
    expect(found('Item #4, mail noah@example.org', 'mastodon')).toEqual([]);
  });

  it('loses nothing of the text', () => {
    const text = 'سلام #شهر https://x.example/؟ ';
    expect(
      richText(text, 'mastodon')
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  });

  it('shows a long link as Mastodon does', () => {
    expect(shownLink('https://www.rivertown.example/roads/main-street', 'mastodon')).toBe(
      'rivertown.example/roads/main-s…',
    );
  });
});
