export { fromBase64, toBase64, toHex, utf8Bytes, utf8Text } from './bytes';
export { canonicalJson } from './canonical-json';
export { formatCheckpoint, parseCheckpoint, type Checkpoint } from './checkpoint';
export { commit } from './commitment';
export { cosignature, cosignatureVerifier } from './cosignature';
export { openCosignatures, openNote, readNote, signatureLine, signNote, type NoteSignature } from './note';
export { generateNoteKey, noteSigner, noteVerifier, type NoteSigner, type NoteVerifier } from './note-key';
export { parseEntryBundle } from './entry-bundle';
export { MerkleFold } from './fold';
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
export { type EvidenceFile } from './verifier/evidence';
export { type Outcome, type Statement, type StatementCode, type Verdict } from './verifier/statements';
export {
  harmless,
  paragraph,
  sentence,
  TEXTS as VERDICT_TEXTS,
  type VerdictWords,
  WORDS as VERDICT_WORDS,
} from './verifier/texts';
export { verifyEvidence, type VerifyRequest } from './verifier/verify';
export { type LogSource } from './verifier/walk';
