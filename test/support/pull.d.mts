/** The Merkle tree hash of RFC 6962 §2.1 over leaf hashes in base64. */
export function recomputedRoot(leafHashes: string[]): Buffer;
