import { fromBase64, parseDecimal, toBase64 } from './bytes';
import { assertCount, assertHash } from './tree';

/** A tree head: whose log, how many leaves, which root. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** The note text of a head (C2SP tlog-checkpoint), ready to be signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (origin === '' || /[\r\n]/.test(origin)) throw new Error('origin is not one non-empty line');
  assertCount(size, 'tree size');
  assertHash(root, 'root');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Reads the text of an opened note. Extension lines are allowed and ignored. Verify the note first: see `openNote`. */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw new Error('checkpoint does not end in a newline');
  const lines = text.slice(0, -1).split('\n');
  const [origin, size, root] = lines;
  if (lines.length < 3 || !origin || !size || !root) throw new Error('checkpoint has fewer than three lines');
  if (lines.some((line) => line === '')) throw new Error('checkpoint has an empty line');
  const checkpoint = { origin, size: parseDecimal(size, 'tree size'), root: fromBase64(root) };
  assertHash(checkpoint.root, 'root');
  return checkpoint;
}
