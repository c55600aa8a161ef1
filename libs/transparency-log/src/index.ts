export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint';
export {
  generateNoteKey,
  noteSigner,
  noteVerifier,
  openNote,
  signNote,
  type NoteSigner,
  type NoteVerifier,
} from './note';
export { formatProof, parseProof, verifyProof, type LogProof } from './proof-file';
export {
  consistencyProof,
  consistencyRanges,
  inclusionProof,
  inclusionRanges,
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from './proofs';
export {
  buildTiles,
  edgeTiles,
  growTiles,
  parseTilePath,
  rootFromTiles,
  tilePath,
  tilesOf,
  TILE_WIDTH,
  type LeafRange,
  type Tile,
  type TileReference,
  type TileSource,
} from './tiles';
export { leafHash, nodeHash, rootHash } from './tree';
