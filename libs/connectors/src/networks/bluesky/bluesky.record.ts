import { z } from 'zod';
import type { JsonObject, OutgoingPost } from '../../kit/contract';
import { ConnectorError } from '../../kit/connector.errors';
import { readAnswer } from './bluesky.client';
import { resolvedHandleSchema, strongRefSchema, uploadedBlobSchema } from './bluesky.schemas';
import type { BlueskySession } from './bluesky.session';

export const POST_COLLECTION = 'app.bsky.feed.post';

export const handleSchema = z.object({ rkey: z.string(), createdAt: z.string() });
export type RecordKey = z.infer<typeof handleSchema>;

/** Builds the record of a post, uploading its images. Everything here may be repeated: an unused image is dropped by the network. */
export async function buildRecord(session: BlueskySession, post: OutgoingPost, key: RecordKey): Promise<JsonObject> {
  const facets = await facetsOf(session, post.text);
  const images = await uploadImages(session, post);
  return {
    $type: POST_COLLECTION,
    text: post.text,
    createdAt: key.createdAt,
    ...(post.language ? { langs: [post.language] } : {}),
    ...(facets.length > 0 ? { facets } : {}),
    ...(images.length > 0 ? { embed: { $type: 'app.bsky.embed.images', images } } : {}),
    ...(post.replyTo ? { reply: replyOf(post.replyTo) } : {}),
  };
}

function replyOf(replyTo: NonNullable<OutgoingPost['replyTo']>): JsonObject {
  const root = strongRefSchema.safeParse(replyTo.root);
  const parent = strongRefSchema.safeParse(replyTo.parent);
  if (!root.success || !parent.success)
    throw new ConnectorError('rejected', 'The message to answer is not one of this network.');
  return { root: root.data, parent: parent.data };
}

/** Links, mentions and tags as the official client finds them, in UTF-8 byte offsets. A name that no account has stays plain text. */
async function facetsOf(session: BlueskySession, text: string): Promise<JsonObject[]> {
  // Loaded here and not above: it takes 35 MB, which a process that only reads does not need.
  const { RichText } = await import('@atproto/api');
  const rich = new RichText({ text });
  rich.detectFacetsWithoutResolution();
  const facets: JsonObject[] = [];
  for (const facet of (rich.facets ?? []) as unknown as Facet[]) {
    const features = await Promise.all(facet.features.map((feature) => resolveFeature(session, feature)));
    const known = features.filter((feature) => feature !== undefined);
    if (known.length > 0) facets.push({ $type: 'app.bsky.richtext.facet', index: { ...facet.index }, features: known });
  }
  return facets;
}

interface Facet {
  index: { byteStart: number; byteEnd: number };
  features: JsonObject[];
}

async function resolveFeature(session: BlueskySession, feature: JsonObject): Promise<JsonObject | undefined> {
  if (feature['$type'] !== 'app.bsky.richtext.facet#mention') return feature;
  const request = { nsid: 'com.atproto.identity.resolveHandle', params: { handle: String(feature['did']) } };
  try {
    const { did } = readAnswer(resolvedHandleSchema, await session.call(request), request);
    return { ...feature, did };
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === 'rejected') return undefined;
    throw error;
  }
}

async function uploadImages(session: BlueskySession, post: OutgoingPost): Promise<JsonObject[]> {
  const images: JsonObject[] = [];
  for (const media of post.media) {
    const request = { nsid: 'com.atproto.repo.uploadBlob', body: await media.load(), contentType: media.mediaType };
    const { blob } = readAnswer(uploadedBlobSchema, await session.call(request), request);
    const image: JsonObject = { image: blob, alt: media.altText ?? '' };
    if (media.width && media.height) image['aspectRatio'] = { width: media.width, height: media.height };
    images.push(image);
  }
  return images;
}
