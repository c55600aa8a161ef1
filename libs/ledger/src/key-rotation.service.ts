import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, DomainEvents, newId, type RequestContext } from '@divan/platform';
import { commit } from '@divan/transparency-log';
import { KeyRepository, type ListedKey } from './key.repository';
import { LedgerKeys } from './ledger-keys';
import { keyRotated } from './ledger.events';
import { LedgerRepository } from './ledger.repository';
import { Ledger } from './ledger.service';
import { noCheckpoint, rotationWaiting } from './log.errors';

/** A key as shown, with when it stopped to sign. */
export type ShownKey = ListedKey & { retiredAt: Date | null };

/** What the log says about a new key. Version 1 is never edited. `reason` is hex SHA-256(salt ‖ reason). */
export interface KeyRotationEntry {
  type: 'divan.key-rotation';
  v: 1;
  id: string;
  oldVkey: string;
  newVkey: string;
  at: string;
  actor: { kind: string; id: string };
  commitments: { reason: string };
}

/** Changing the signing key, by a person's decision. */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly repository: LedgerRepository,
    private readonly keyRepository: KeyRepository,
    private readonly keys: LedgerKeys,
    private readonly ledger: Ledger,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(ctx: RequestContext): Promise<ShownKey[]> {
    const keys = await this.database.read(ctx, (tx) => this.keyRepository.list(tx));
    return keys.map((key, i) => ({ ...key, retiredAt: keys[i - 1]?.activeSince ?? null }));
  }

  /**
   * Makes a key and announces it in the log. It signs the head that covers the announcement and all later ones; the
   * first of them carries the old key's signature as well.
   */
  async rotate(ctx: RequestContext, reason: string): Promise<ShownKey> {
    const keyId = await this.database.transaction(ctx, async (tx) => {
      await this.repository.holdIntegration(tx);
      const current = await this.keyRepository.current(tx);
      if (!current) throw noCheckpoint();
      if (await this.keyRepository.isWaiting(tx)) throw rotationWaiting();
      const id = newId();
      const made = await this.keys.make(tx, current.origin, id);
      const at = this.clock.now();
      const salt = randomBytes(16);
      await this.keyRepository.saveReason(tx, made.keyId, salt, reason);
      const entry: KeyRotationEntry = {
        type: 'divan.key-rotation',
        v: 1,
        id,
        oldVkey: current.verifierKey,
        newVkey: made.vkey,
        at: at.toISOString(),
        actor: { kind: ctx.actor.kind, id: ctx.actor.id },
        commitments: { reason: commit(salt, reason) },
      };
      await this.ledger.append(tx, [{ id, entry }]);
      await this.events.publish(tx, ctx, keyRotated, [
        {
          origin: current.origin,
          oldKeyId: current.keyId,
          newKeyId: made.keyId,
          newVkey: made.vkey,
          reason,
          at,
        },
      ]);
      return made.keyId;
    });
    return (await this.list(ctx)).find((key) => key.keyId === keyId)!;
  }
}
