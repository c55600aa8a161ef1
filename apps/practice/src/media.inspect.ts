import sharp from 'sharp';
import type { MediaRow } from './media.json';

export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/ogg',
];

interface Inspected {
  kind: MediaRow['kind'];
  contentType: string;
  extension: string;
  width: number | null;
  height: number | null;
}

const IMAGES: Record<string, [string, string]> = {
  jpeg: ['image/jpeg', 'jpg'],
  png: ['image/png', 'png'],
  gif: ['image/gif', 'gif'],
  webp: ['image/webp', 'webp'],
};

/** What a file is, by its own bytes; null for what the network does not take. */
export async function inspectMedia(bytes: Buffer): Promise<Inspected | null> {
  const other = inspectRecording(bytes);
  if (other) return { ...other, width: null, height: null };
  try {
    const { format, width, height } = await sharp(bytes).metadata();
    const [contentType, extension] = IMAGES[format] ?? [];
    return contentType && extension ? { kind: 'image', contentType, extension, width, height } : null;
  } catch {
    return null;
  }
}

function inspectRecording(bytes: Buffer): Omit<Inspected, 'width' | 'height'> | null {
  const start = bytes.subarray(0, 16);
  if (start.toString('latin1', 4, 8) === 'ftyp') return { kind: 'video', contentType: 'video/mp4', extension: 'mp4' };
  if (start.toString('hex', 0, 4) === '1a45dfa3')
    return { kind: 'video', contentType: 'video/webm', extension: 'webm' };
  const word = start.toString('latin1', 0, 4);
  if (word === 'OggS') return { kind: 'audio', contentType: 'audio/ogg', extension: 'ogg' };
  if (word.startsWith('ID3')) return { kind: 'audio', contentType: 'audio/mpeg', extension: 'mp3' };
  return null;
}
