import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceFile } from '@divan/transparency-log';

/** The files at these paths, those in folders too, each read when its turn comes. */
export function evidenceFiles(paths: readonly string[]): EvidenceFile[] {
  return paths
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]))
    .map((path) => ({ name: path, read: () => new Uint8Array(readFileSync(path)) }));
}

/** Whether a folder is a log that was saved as it is served: a checkpoint, and tiles beside it. */
export function isLogFolder(path: string): boolean {
  return existsSync(join(path, 'checkpoint')) && existsSync(join(path, 'tile'));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
