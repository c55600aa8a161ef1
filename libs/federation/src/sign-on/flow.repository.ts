import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

/** One sign-on between its steps, or a step-up of a session that one opened. */
export interface Flow {
  id: string;
  organizationId: string;
  providerId: string;
  browserHash: Buffer;
  sealedSecrets: string;
  createdAt: Date;
  expiresAt: Date;
  answeredAt: Date | null;
  /** Who it turned out to be; of a step-up: who it has to be. */
  memberId: string | null;
  /** The session that is stepped up; null: a sign-on. */
  sessionId: string | null;
  /** When the person showed the provider who they are; null: it did not say. */
  authenticatedAt: Date | null;
}

const COLUMNS = `id, organization_id AS "organizationId", provider_id AS "providerId", browser_hash AS "browserHash",
  sealed_secrets AS "sealedSecrets", created_at AS "createdAt", expires_at AS "expiresAt", answered_at AS "answeredAt",
  member_id AS "memberId", session_id AS "sessionId", authenticated_at AS "authenticatedAt"`;

/** All of it within `Database.system`: nobody is signed in yet. */
@Injectable()
export class FlowRepository {
  async insert(tx: Tx, flow: Omit<Flow, 'answeredAt' | 'authenticatedAt'>, stateHash: Buffer): Promise<void> {
    await tx.execute(
      `INSERT INTO sso_flows (id, organization_id, provider_id, state_hash, browser_hash, sealed_secrets, created_at, expires_at,
         member_id, session_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        flow.id,
        flow.organizationId,
        flow.providerId,
        stateHash,
        flow.browserHash,
        flow.sealedSecrets,
        flow.createdAt,
        flow.expiresAt,
        flow.memberId,
        flow.sessionId,
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
    result: { memberId: string; authenticatedAt: Date | null; codeHash: Buffer; codeExpiresAt: Date },
  ): Promise<void> {
    await tx.execute(
      'UPDATE sso_flows SET member_id = $2, authenticated_at = $3, code_hash = $4, code_expires_at = $5 WHERE id = $1',
      [id, result.memberId, result.authenticatedAt, result.codeHash, result.codeExpiresAt],
    );
  }

  /** Takes the code of this browser, once. @param sessionId that it steps up; null: it opens one */
  async complete(
    tx: Tx,
    codeHash: Buffer,
    browserHash: Buffer,
    sessionId: string | null,
    now: Date,
  ): Promise<Flow | null> {
    const [row] = await tx.query<Flow>(
      `UPDATE sso_flows SET completed_at = $3
        WHERE code_hash = $1 AND browser_hash = $2 AND session_id IS NOT DISTINCT FROM $4
          AND completed_at IS NULL AND code_expires_at > $3 RETURNING ${COLUMNS}`,
      [codeHash, browserHash, now, sessionId],
    );
    return row ?? null;
  }

  async isThere(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query('SELECT FROM sso_flows WHERE id = $1', [id])).length > 0;
  }

  /** Whatever is under way at the provider comes to nothing. */
  async removeOfProvider(tx: Tx, providerId: string): Promise<void> {
    await tx.execute('DELETE FROM sso_flows WHERE provider_id = $1', [providerId]);
  }

  /** The audit log keeps who signed in; a flow that has expired cannot be replayed. */
  async prune(tx: Tx, before: Date): Promise<void> {
    await tx.execute('DELETE FROM sso_flows WHERE expires_at < $1', [before]);
  }
}
