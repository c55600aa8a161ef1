import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** One sign-on between its steps. */
export interface Flow {
  id: string;
  organizationId: string;
  providerId: string;
  browserHash: Buffer;
  sealedSecrets: string;
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  memberId: string | null;
  acr: string | null;
}

const COLUMNS = `id, organization_id AS "organizationId", provider_id AS "providerId", browser_hash AS "browserHash",
  sealed_secrets AS "sealedSecrets", created_at AS "createdAt", expires_at AS "expiresAt", answered_at AS "answeredAt",
  member_id AS "memberId", acr`;

/** All of it within `Database.system`: nobody is signed in yet. */
@Injectable()
export class FlowRepository {
  async insert(tx: Tx, flow: Omit<Flow, 'answeredAt' | 'memberId' | 'acr'>, stateHash: Buffer): Promise<void> {
    await tx.execute(
      `INSERT INTO sso_flows (id, organization_id, provider_id, state_hash, browser_hash, sealed_secrets, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        flow.id,
        flow.organizationId,
        flow.providerId,
        stateHash,
        flow.browserHash,
        flow.sealedSecrets,
        flow.createdAt,
        flow.expiresAt,
      ],
    );
  }

  async find(tx: Tx, stateHash: Buffer): Promise<Flow | null> {
    const [row] = await tx.query<Flow>(`SELECT ${COLUMNS} FROM sso_flows WHERE state_hash = $1`, [stateHash]);
    return row ?? null;
  }

  /** @returns false when it was answered before: of any number of answers at once, one is taken */
  async answered(tx: Tx, id: string, at: Date): Promise<boolean> {
    const taken = await tx.execute('UPDATE sso_flows SET answered_at = $2 WHERE id = $1 AND answered_at IS NULL', [
      id,
      at,
    ]);
    return taken === 1;
  }

  async succeeded(
    tx: Tx,
    id: string,
    result: { memberId: string; acr: string | null; codeHash: Buffer; codeExpiresAt: Date },
  ): Promise<void> {
    await tx.execute(
      'UPDATE sso_flows SET member_id = $2, acr = $3, code_hash = $4, code_expires_at = $5 WHERE id = $1',
      [id, result.memberId, result.acr, result.codeHash, result.codeExpiresAt],
    );
  }

  /** Takes the code of this browser, once. */
  async complete(tx: Tx, codeHash: Buffer, browserHash: Buffer, now: Date): Promise<Flow | null> {
    const [row] = await tx.query<Flow>(
      `UPDATE sso_flows SET completed_at = $3
        WHERE code_hash = $1 AND browser_hash = $2 AND completed_at IS NULL AND code_expires_at > $3 RETURNING ${COLUMNS}`,
      [codeHash, browserHash, now],
    );
    return row ?? null;
  }

  /** The audit log keeps who signed in; a flow that has expired cannot be replayed. */
  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM sso_flows WHERE expires_at < $1', [before]);
  }
}
