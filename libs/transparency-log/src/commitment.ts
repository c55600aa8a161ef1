import { concatBytes, utf8Bytes } from './bytes';
import { sha256Hex } from './hashing';

/**
 * What an entry says about content it may not hold: hex SHA-256(salt ‖ content). Binding while the salt is kept;
 * once salt and content are destroyed it tells nothing about either.
 */
export function commit(salt: Uint8Array, content: Uint8Array | string): string {
  return sha256Hex(concatBytes(salt, typeof content === 'string' ? utf8Bytes(content) : content));
}
