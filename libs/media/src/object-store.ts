import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config, isId } from '@divan/platform';
import { mediaConfig } from './media.config';

/** Where bytes live, by organization and content. A folder by default; anything that can keep these promises may stand in. */
export abstract class ObjectStore {
  /** Durable when it resolves; the same content twice is one object. */
  abstract put(organizationId: string, sha256: string, bytes: Uint8Array): Promise<void>;
  /** @throws when the object is not there */
  abstract get(organizationId: string, sha256: string): Promise<Buffer>;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Content-addressed folder. A reader never sees half an object: bytes are synced under another name, then renamed. */
@Injectable()
export class FolderObjectStore extends ObjectStore {
  private readonly root: string;

  constructor(config: Config) {
    super();
    this.root = resolve(config.get(mediaConfig).MEDIA_DIR);
  }

  async put(organizationId: string, sha256: string, bytes: Uint8Array): Promise<void> {
    const path = this.path(organizationId, sha256);
    const existing = await stat(path).catch(() => null);
    if (existing?.size === bytes.length) return;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async get(organizationId: string, sha256: string): Promise<Buffer> {
    return readFile(this.path(organizationId, sha256));
  }

  // Only values of a fixed alphabet reach the path, so nothing a client sends can leave the folder.
  private path(organizationId: string, sha256: string): string {
    if (!isId(organizationId) || !SHA256.test(sha256)) throw new Error('Not an object address.');
    return join(this.root, organizationId, sha256.slice(0, 2), sha256);
  }
}
