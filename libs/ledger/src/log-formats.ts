import type { FastifyReply } from 'fastify';

export const TEXT = 'text/plain; charset=utf-8';
export const BYTES = 'application/octet-stream';

/** A tile never changes once it is served. */
export function sendTile(reply: FastifyReply, cache: 'private' | 'public', bytes: Buffer): Buffer {
  void reply.header('Content-Type', BYTES).header('Cache-Control', `${cache}, max-age=31536000, immutable`);
  return bytes;
}
