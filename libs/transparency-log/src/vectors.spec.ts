import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromBase64 } from './bytes';
import {
  buildTiles,
  consistencyProof,
  inclusionProof,
  leafHash,
  parseTilePath,
  rootHash,
  tilePath,
  verifyConsistency,
  verifyInclusion,
} from '.';

const folder = resolve(process.env.DIVAN_VECTORS ?? join(__dirname, '../../../../shared/vectors'));
const present = existsSync(join(folder, 'ct-reference-vectors.json'));
if (!present) console.warn(`published vectors are not at ${folder} (DIVAN_VECTORS): their tests are skipped`);
const read = <T>(path: string): T => JSON.parse(readFileSync(join(folder, path), 'utf8')) as T;
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexes = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => Buffer.from(hash).toString('hex'));

interface InclusionCase {
  leafIdx: number;
  treeSize: number;
  root: string | null;
  leafHash: string | null;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}
interface ReferenceVectors {
  empty_root: string;
  leaf_inputs_hex: string[];
  roots_hex_size_1_to_8: string[];
  inclusion: { leaf_index_1based: number; tree_size: number; path: string[] }[];
  consistency: { size1: number; size2: number; proof: string[] }[];
}
interface TileShape {
  path_index: Record<string, string>;
  tree_70000: Record<string, number>;
  tree_256: Record<string, number>;
}

(present ? describe : describe.skip)('published vectors', () => {
  it('agrees with every inclusion case of transparency-dev/merkle', () => {
    const root = join(folder, 'rfc6962-merkle/inclusion');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    const outcomes = { passed: 0, refused: 0 };
    for (const file of files) {
      const given = read<InclusionCase>(join('rfc6962-merkle/inclusion', file));
      const check = (): void =>
        verifyInclusion({
          leafIndex: given.leafIdx,
          treeSize: given.treeSize,
          leafHash: fromBase64(given.leafHash ?? ''),
          proof: (given.proof ?? []).map(fromBase64),
          root: fromBase64(given.root ?? ''),
        });
      if (given.wantErr) expect(check).toThrow();
      else expect(check).not.toThrow();
      outcomes[given.wantErr ? 'refused' : 'passed'] += 1;
    }
    expect(outcomes).toEqual({ passed: 6, refused: 92 });
  });

  it('agrees with the reference tree of Certificate Transparency', () => {
    const vectors = read<ReferenceVectors>('ct-reference-vectors.json');
    const leaves = vectors.leaf_inputs_hex.map((input) => leafHash(bytes(input)));
    expect(hexes([rootHash([])])).toEqual([vectors.empty_root]);
    expect(hexes(leaves.map((_, i) => rootHash(leaves.slice(0, i + 1))))).toEqual(vectors.roots_hex_size_1_to_8);
    for (const { leaf_index_1based: index, tree_size: size, path } of vectors.inclusion) {
      const tiles = buildTiles(leaves.slice(0, size));
      if (index === 0) expect(() => inclusionProof(index - 1, size, tiles)).toThrow();
      else expect(hexes(inclusionProof(index - 1, size, tiles))).toEqual(path);
    }
    for (const { size1, size2, proof } of vectors.consistency) {
      expect(hexes(consistencyProof(size1, size2, buildTiles(leaves.slice(0, size2))))).toEqual(proof);
      const [root1, root2] = [rootHash(leaves.slice(0, size1)), rootHash(leaves.slice(0, size2))];
      expect(() => verifyConsistency({ size1, size2, root1, root2, proof: proof.map(bytes) })).not.toThrow();
    }
  });

  it('lays tiles out as tlog-tiles shows', () => {
    const shape = read<TileShape>('tlog-tiles-shape.json');
    for (const [index, path] of Object.entries(shape.path_index)) {
      expect(tilePath(0, Number(index))).toBe(`tile/0/${path}`);
    }
    expect(shapeOf(70_000)).toEqual(shape.tree_70000);
    expect(shapeOf(256)).toEqual(shape.tree_256);
  });
});

function shapeOf(size: number): Record<string, number> {
  const leaf = leafHash(new Uint8Array());
  const shape: Record<string, number> = {};
  for (const path of buildTiles(Array.from({ length: size }, () => leaf)).keys()) {
    const { level, width } = parseTilePath(path);
    if (width === 256) shape[`level${level}_full`] = (shape[`level${level}_full`] ?? 0) + 1;
    else shape[`level${level}_partial_width`] = width;
  }
  return shape;
}
