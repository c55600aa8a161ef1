import { countCharacters, hashtags, mentionedNames, toHtml } from './text';

const accounts = new Map([['rivertown', { username: 'rivertown', url: 'http://127.0.0.1:3100/@rivertown' }]]);
const html = (text: string): string => toHtml(text, accounts, 'http://127.0.0.1:3100');

describe('the text of a status', () => {
  it('counts as Mastodon counts', () => {
    expect(countCharacters('سلام 👩‍👩‍👧')).toBe(6);
    expect(countCharacters('see https://example.org/a/very/long/path/that/goes/on')).toBe(27);
    expect(countCharacters('@rivertown@social.example.org hi')).toBe(13);
  });

  it('finds mentions of this network only', () => {
    expect(mentionedNames('@Rivertown, a@b.org @x@elsewhere.org (@parks@127.0.0.1:3100.)', '127.0.0.1:3100')).toEqual([
      'rivertown',
      'parks',
    ]);
    expect(mentionedNames('https://example.org/@rivertown', '127.0.0.1:3100')).toEqual([]);
  });

  it('finds hashtags in every script, but no numbers and no anchors', () => {
    expect(hashtags('#Snow #سیل_۱۴۰۴ #2026 https://example.org/#part')).toEqual(['snow', 'سیل_۱۴۰۴']);
  });

  it('makes paragraphs, breaks and safe links', () => {
    expect(html('one\ntwo\n\n\nthree')).toBe('<p>one<br />two</p><p>three</p>');
    expect(html('<script>alert(1)</script>')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>');
    expect(html('https://example.org/?a="b')).not.toContain('"b');
    expect(html('@rivertown')).toContain('class="u-url mention">@<span>rivertown</span></a></span>');
    expect(html('@nobody')).toBe('<p>@nobody</p>');
  });
});
