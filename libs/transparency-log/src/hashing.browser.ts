import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as hashOf } from '@noble/hashes/sha2.js';
import { toHex } from './bytes';

// What hashing.ts is, where there is no node:crypto. WebCrypto will not do: it is asynchronous, absent without HTTPS,
// and not every browser's knows Ed25519.

/** Length of every hash in the tree, in bytes. */
export const HASH_BYTES = 32;

/** SHA-256. */
export function sha256(data: Uint8Array): Uint8Array {
  return hashOf(data);
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(data: Uint8Array): string {
  return toHex(hashOf(data));
}

/** A fresh Ed25519 key pair as raw bytes (RFC 8032): 32-byte seed, 32-byte public key. */
export function ed25519Generate(): { seed: Uint8Array; publicKey: Uint8Array } {
  const { secretKey, publicKey } = ed25519.keygen();
  return { seed: secretKey, publicKey };
}

/** The public key of an Ed25519 seed. */
export function ed25519PublicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** Ed25519 signature (64 bytes) of `message`. */
export function ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** Whether `signature` is the Ed25519 signature of `message` under `publicKey` (32 bytes). */
export function ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  // RFC 8032 and not ZIP 215: what verifies here must verify elsewhere.
  return signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false });
}
