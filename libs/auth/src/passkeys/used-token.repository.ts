import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** Signed tokens that count once. */
@Injectable()
export class UsedTokenRepository {
  /** @returns true for exactly one of any number of uses */
  async take(tx: Tx, { id, expiresAt }: { id: string; expiresAt: Date }): Promise<boolean> {
    const taken = await tx.execute(
      'INSERT INTO used_tokens (id, expires_at) VALUES ($1, $2) ON CONFLICT ON CONSTRAINT used_tokens_pk DO NOTHING',
      [id, expiresAt],
    );
    return taken === 1;
  }

  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM used_tokens WHERE expires_at < $1', [before]);
  }
}
