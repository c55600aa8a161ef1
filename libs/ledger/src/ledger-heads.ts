import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '@divan/platform';
import { openNote, parseCheckpoint } from '@divan/transparency-log';
import { z } from 'zod';
import type { StoredCheckpoint } from './checkpoint.repository';
import { ledgerConfig } from './ledger.config';

/** A signed head that is remembered outside the database. */
export interface RememberedHead {
  origin: string;
  size: number;
  root: Uint8Array;
  note: string;
  vkey: string;
}

const fileSchema = z.strictObject({ vkey: z.string(), note: z.string() });

/**
 * The newest signed head of each log in a file of its own (`LEDGER_HEADS_DIR`): a database that is restored as a whole
 * takes its checkpoints back, and this is what remembers. Without the folder there is no memory.
 */
@Injectable()
export class LedgerHeads {
  private readonly logger = new Logger(LedgerHeads.name);
  private readonly folder: string | undefined;

  constructor(config: Config) {
    this.folder = config.get(ledgerConfig).LEDGER_HEADS_DIR;
  }

  /** @throws when there is a file that cannot be read or verified: not to know is no reason to sign */
  async read(organizationId: string): Promise<RememberedHead | null> {
    if (!this.folder) return null;
    const path = this.pathOf(organizationId);
    try {
      const { vkey, note } = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      return { ...parseCheckpoint(openNote(note, [vkey]).text), note, vkey };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new Error(`The remembered head in ${path} cannot be read; nothing is signed until it can.`, { cause });
    }
  }

  /**
   * Replaces the file in one step. To be called after the commit: killed in between, an older head stays remembered,
   * which proves a little less and never anything false.
   */
  async write(
    organizationId: string,
    { vkey, signedNote }: Pick<StoredCheckpoint, 'vkey' | 'signedNote'>,
  ): Promise<void> {
    if (!this.folder) return;
    const path = this.pathOf(organizationId);
    const unfinished = `${path}.${randomUUID()}`;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ vkey, note: signedNote }));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
    } catch (error) {
      // The head is signed and committed; a folder that is full must not stop the log.
      this.logger.error({ err: error, organizationId }, `The newest head could not be remembered in ${path}.`);
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  private pathOf(organizationId: string): string {
    return join(this.folder!, `${organizationId}.json`);
  }
}
