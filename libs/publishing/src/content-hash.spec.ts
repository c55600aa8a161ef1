import type { Media } from '@divan/media';
import { canonicalContent, contentOf, hashContent } from './content-hash';
import type { Post } from './post';
import { stateOf } from './post-lifecycle.service';
import type { PublicationState } from './publication';

const medium = (id: string, altText: string): Media => ({
  id,
  sha256: id.repeat(64).slice(0, 64),
  mediaType: 'image/png',
  width: 1,
  height: 1,
  bytes: 1,
  altText,
  version: 1,
  createdAt: new Date(0),
});
const media = new Map([medium('a', 'one'), medium('b', 'two')].map((item) => [item.id, item]));
const post: Pick<Post, 'text' | 'mediaIds' | 'variants' | 'schedule'> = {
  text: 'سلام',
  mediaIds: ['a', 'b'],
  variants: [
    { channelId: 'two', text: null, mediaIds: null },
    { channelId: 'one', text: 'Hello', mediaIds: [] },
  ],
  schedule: null,
};
const hash = (changed: Partial<typeof post> = {}, files = media): string =>
  hashContent(contentOf({ ...post, ...changed }, files));

describe('the content hash', () => {
  it('is over canonical JSON that stays as it is', () => {
    expect(canonicalContent(contentOf({ ...post, mediaIds: ['a'] }, media))).toBe(
      `{"schedule":null,"variants":[{"channelId":"one","media":[],"text":"Hello"},{"channelId":"two","media":[{"altText":"one","sha256":"${'a'.repeat(64)}"}],"text":"سلام"}],"version":1}`,
    );
  });

  it('does not depend on the order in which channels were picked', () => {
    expect(hash({ variants: [...post.variants].reverse() })).toBe(hash());
  });

  it.each<[string, string]>([
    ['text', hash({ text: 'سلام!' })],
    ['media order', hash({ mediaIds: ['b', 'a'] })],
    ['a channel', hash({ variants: post.variants.slice(1) })],
    ['alt text', hash({}, new Map([...media, ['a', medium('a', 'another')]]))],
    ['the time', hash({ schedule: { local: '2026-11-22T09:00', timeZone: 'UTC', at: new Date('2026-11-22T09:00Z') } })],
  ])('changes with %s', (_, changed) => expect(changed).not.toBe(hash()));
});

describe('the state of a post', () => {
  const of = (...states: PublicationState[]) =>
    stateOf(states.map((state) => ({ state, attempt: state === 'scheduled' ? 0 : 1 })));

  it('follows from its publications', () => {
    expect(of('scheduled', 'scheduled')).toBe('scheduled');
    expect(of('scheduled', 'published')).toBe('publishing');
    expect(of('published', 'published')).toBe('published');
    expect(of('published', 'unknown')).toBe('partly_published');
    expect(of('rejected', 'unknown')).toBe('failed');
  });
});
