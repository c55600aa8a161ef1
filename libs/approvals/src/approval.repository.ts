import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { ApprovalRequest, Decision, RequestState } from './approval-request';

interface RequestRow extends Omit<ApprovalRequest, 'requestedBy'> {
  requestedById: string;
  requestedByName: string;
}
interface DecisionRow extends Omit<Decision, 'by'> {
  byId: string;
  byName: string;
}

const COLUMNS = `id, post_id AS "postId", content_hash AS "contentHash", content, state, author_id AS "authorId",
  requested_by_id AS "requestedById", requested_by_name AS "requestedByName", requested_at AS "requestedAt", version,
  ARRAY(SELECT DISTINCT coalesce(s.created_by, k.created_by)::text FROM api_keys k JOIN api_key_secrets s ON s.key_id = k.id
         WHERE k.id = ANY (ARRAY(SELECT CASE WHEN by ~ '^[0-9a-f-]{36}$' THEN by::uuid END
                                   FROM unnest(ARRAY[author_id, requested_by_id]) by))) AS "keyHolders"`;

@Injectable()
export class ApprovalRepository {
  async insertRequest(tx: Tx, request: ApprovalRequest): Promise<void> {
    await tx.execute(
      `INSERT INTO approval_requests (id, organization_id, post_id, content_hash, content, state, author_id, requested_by_id,
         requested_by_name, requested_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        request.id,
        tx.organizationId,
        request.postId,
        request.contentHash,
        request.content,
        request.state,
        request.authorId,
        request.requestedBy.id,
        request.requestedBy.name,
        request.requestedAt,
        request.version,
      ],
    );
  }

  async insertDecision(tx: Tx, decision: Decision, contentHash: string): Promise<void> {
    await tx.execute(
      `INSERT INTO approval_decisions (id, organization_id, request_id, decision, comment, content_hash, decided_by_id,
         decided_by_name, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        decision.id,
        tx.organizationId,
        decision.requestId,
        decision.decision,
        decision.comment,
        contentHash,
        decision.by.id,
        decision.by.name,
        decision.at,
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<ApprovalRequest | undefined> {
    return (await tx.query<RequestRow>(`SELECT ${COLUMNS} FROM approval_requests WHERE id = $1`, [id])).map(
      toRequest,
    )[0];
  }

  /** After the post is locked, never before. */
  async lock(tx: Tx, id: string): Promise<ApprovalRequest | undefined> {
    const sql = `SELECT ${COLUMNS} FROM approval_requests WHERE id = $1 FOR UPDATE`;
    return (await tx.query<RequestRow>(sql, [id])).map(toRequest)[0];
  }

  /** Requests that still count for a post: waiting, or approved. */
  async lockOpen(tx: Tx, postId: string): Promise<ApprovalRequest[]> {
    const sql = `SELECT ${COLUMNS} FROM approval_requests WHERE post_id = $1 AND state IN ('pending', 'approved') ORDER BY id FOR UPDATE`;
    return (await tx.query<RequestRow>(sql, [postId])).map(toRequest);
  }

  /** Newest first. */
  async list(tx: Tx, states: RequestState[] | null, before: string | null, limit: number): Promise<ApprovalRequest[]> {
    const rows = await tx.query<RequestRow>(
      `SELECT ${COLUMNS} FROM approval_requests
        WHERE organization_id = $1 AND ($2::text[] IS NULL OR state = ANY($2)) AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [tx.organizationId, states, before, limit],
    );
    return rows.map(toRequest);
  }

  async findDecisions(tx: Tx, requestIds: readonly string[]): Promise<Decision[]> {
    const rows = await tx.query<DecisionRow>(
      `SELECT id, request_id AS "requestId", decision, comment, decided_by_id AS "byId", decided_by_name AS "byName",
         decided_at AS at FROM approval_decisions WHERE request_id = ANY($1::uuid[]) ORDER BY id`,
      [requestIds],
    );
    return rows.map(({ byId, byName, ...rest }) => ({ ...rest, by: { id: byId, name: byName } }));
  }

  async setState(tx: Tx, id: string, state: RequestState, now: Date): Promise<void> {
    await tx.execute(`UPDATE approval_requests SET state = $2, closed_at = $3, version = version + 1 WHERE id = $1`, [
      id,
      state,
      now,
    ]);
  }
}

function toRequest({ requestedById, requestedByName, ...rest }: RequestRow): ApprovalRequest {
  return { ...rest, requestedBy: { id: requestedById, name: requestedByName } };
}
