import { setTimeout as wait } from 'node:timers/promises';
import { ConnectorError } from '../../kit/connector.errors';
import type { OutgoingMedia } from '../../kit/contract';
import { isMissing, type MastodonClient } from './mastodon.client';
import { mediaSchema } from './mastodon.schemas';

const PROCESSING_MAX_MS = 60_000;

/** Uploads one file and waits until the instance has processed it. May be repeated: a file without a post is dropped. */
export async function uploadMedia(client: MastodonClient, media: OutgoingMedia, pollMs = 1_000): Promise<string> {
  const bytes = await media.load();
  const { id, ready } = await sendFile(client, media, bytes);
  if (!ready) await waitUntilProcessed(client, id, pollMs);
  return id;
}

async function sendFile(
  client: MastodonClient,
  media: OutgoingMedia,
  bytes: Uint8Array,
): Promise<{ id: string; ready: boolean }> {
  const send = (path: string) => {
    const form = new FormData();
    form.set('file', new Blob([bytes as BlobPart], { type: media.mediaType }), media.fileName);
    if (media.altText) form.set('description', media.altText);
    return client.request({ path, multipart: form, totalTimeoutMs: 120_000 });
  };
  const answer = await send('/api/v2/media').catch((error: unknown) => {
    if (isMissing(error)) return send('/api/v1/media');
    throw error;
  });
  const read = mediaSchema.safeParse(answer.json);
  if (!read.success)
    throw new ConnectorError('unavailable', 'The instance did not name the uploaded file.', { payload: answer.text });
  return { id: read.data.id, ready: answer.status !== 202 && answer.status !== 206 };
}

async function waitUntilProcessed(client: MastodonClient, id: string, pollMs: number): Promise<void> {
  const until = Date.now() + PROCESSING_MAX_MS;
  while (Date.now() < until) {
    await wait(pollMs);
    const { status } = await client.request({ path: `/api/v1/media/${encodeURIComponent(id)}` });
    if (status === 200) return;
  }
  throw new ConnectorError('unavailable', 'The instance is still processing an image.');
}
