import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { HttpClientError } from './http-client.errors';

export function toHeaders(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
  }
  return headers;
}

/** Statuses and methods whose answer has no body (RFC 9110, sections 9.3.2 and 15). */
export function bodyForbidden(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304;
}

/** Reads the whole body, decoded, and refuses more than `limit` bytes before or after decoding. */
export async function readBody(body: Readable, headers: Headers, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      body.destroy();
      throw tooLarge(limit);
    }
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks), headers, limit);
}

/** An event stream is never compressed for us, because nothing is gained by waiting for a block to fill. */
export function streamBody(body: Readable): ReadableStream {
  return Readable.toWeb(body) as ReadableStream;
}

function decode(bytes: Buffer, headers: Headers, limit: number): Buffer {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity' || bytes.length === 0) return bytes;
  headers.delete('content-encoding');
  headers.delete('content-length');
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, { maxOutputLength: limit });
    if (encoding === 'deflate') return inflateSync(bytes, { maxOutputLength: limit });
    if (encoding === 'br') return brotliDecompressSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new HttpClientError('broken', true, 'The answer cannot be decompressed.', { cause });
  }
  throw new HttpClientError('broken', true, 'The answer is compressed in an unknown way.');
}

function tooLarge(limit: number): HttpClientError {
  return new HttpClientError('too_large', true, `The answer is larger than ${limit} bytes.`);
}
