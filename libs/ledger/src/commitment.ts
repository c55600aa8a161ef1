import { hash } from 'node:crypto';

/**
 * What an entry says about content it may not hold: hex SHA-256(salt ‖ content). Binding while the salt is kept;
 * once salt and content are destroyed it tells nothing about either.
 */
export function commit(salt: Uint8Array, content: Uint8Array | string): string {
  return hash('sha256', Buffer.concat([salt, typeof content === 'string' ? Buffer.from(content) : content]), 'hex');
}
