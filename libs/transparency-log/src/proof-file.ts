import { fromBase64, parseDecimal, toBase64 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { openNote } from './note';
import { verifyInclusion } from './proofs';
import { assertCount, assertHash } from './tree';

/** A `.tlog-proof` file: the place of one leaf, its inclusion proof and the signed checkpoint it leads to. */
export interface LogProof {
  index: number;
  proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  checkpoint: string;
  /** Opaque and not authenticated. */
  extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

/** Writes a proof file (C2SP tlog-proof). */
export function formatProof({ index, proof, checkpoint, extra }: LogProof): string {
  assertCount(index, 'leaf index');
  proof.forEach((hash, i) => assertHash(hash, `proof[${i}]`));
  if (!checkpoint.includes('\n\n') || !checkpoint.endsWith('\n')) throw new Error('checkpoint is not a signed note');
  const lines = [HEADER, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof file; throws on every malformed line. Says nothing about truth: see `verifyProof`. */
export function parseProof(text: string): LogProof {
  const split = text.indexOf('\n\n');
  if (split < 0) throw new Error('proof has no checkpoint');
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== HEADER) throw new Error(`proof does not start with ${HEADER}`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : undefined;
  const indexLine = lines.shift();
  if (!indexLine?.startsWith('index ')) throw new Error('proof has no index line');
  const proof = lines.map(fromBase64);
  proof.forEach((hash, i) => assertHash(hash, `proof[${i}]`));
  const checkpoint = text.slice(split + 2);
  if (!checkpoint.includes('\n\n') || !checkpoint.endsWith('\n')) throw new Error('proof has no signed checkpoint');
  const index = parseDecimal(indexLine.slice('index '.length), 'leaf index');
  return { index, proof, checkpoint, ...(extra ? { extra } : {}) };
}

/** Throws unless the proof file shows `leafHash` under a checkpoint that one of `vkeys` signed for its own origin. */
export function verifyProof(
  text: string,
  leafHash: Uint8Array,
  vkeys: readonly string[],
): { index: number; checkpoint: Checkpoint } {
  const { index, proof, checkpoint: note } = parseProof(text);
  const opened = openNote(note, vkeys);
  const checkpoint = parseCheckpoint(opened.text);
  if (!opened.verified.includes(checkpoint.origin))
    throw new Error('checkpoint is not signed by the key of its origin');
  verifyInclusion({ leafIndex: index, treeSize: checkpoint.size, leafHash, proof, root: checkpoint.root });
  return { index, checkpoint };
}
