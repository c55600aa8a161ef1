import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';

export type KeyState = 'active' | 'expired' | 'ended';

/** A key as lists show it; never its secret, nor the hash of it. */
export interface KeyView {
  id: string;
  name: string;
  prefix: string;
  serviceMemberId: string;
  serviceMemberName: string;
  scopes: string[];
  channelIds: string[] | null;
  allowedNetworks: string[] | null;
  expiresAt: Date;
  createdAt: Date;
  createdByName: string | null;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  state: KeyState;
  /** The secret before, while it still works. */
  oldPrefix: string | null;
  oldEndsAt: Date | null;
}

export interface KeyPosition {
  at: Date;
  id: string;
}

const VIEW = `
  SELECT k.id, k.name, s.prefix, k.member_id AS "serviceMemberId", m.name AS "serviceMemberName", k.scopes,
         k.channel_ids::text[] AS "channelIds", k.allowed_networks AS "allowedNetworks", k.expires_at AS "expiresAt",
         k.created_at AS "createdAt", c.name AS "createdByName", k.last_used_at AS "lastUsedAt", k.last_used_from AS "lastUsedFrom",
         CASE WHEN k.ended_at IS NOT NULL THEN 'ended' WHEN k.expires_at <= $1 THEN 'expired' ELSE 'active' END AS state,
         o.prefix AS "oldPrefix", o.ends_at AS "oldEndsAt"
    FROM api_keys k
    JOIN members m ON m.id = k.member_id
    LEFT JOIN members c ON c.id = k.created_by
    JOIN LATERAL (SELECT prefix FROM api_key_secrets WHERE key_id = k.id ORDER BY created_at DESC, id DESC LIMIT 1) s ON TRUE
    LEFT JOIN LATERAL (SELECT prefix, ends_at FROM api_key_secrets
                        WHERE key_id = k.id AND ends_at > $1 AND k.ended_at IS NULL ORDER BY ends_at DESC LIMIT 1) o ON TRUE`;

@Injectable()
export class ApiKeyReadModel {
  /** The newest first. */
  list(
    tx: Tx,
    now: Date,
    filter: { serviceMemberId?: string | undefined },
    after: KeyPosition | undefined,
    limit: number,
  ): Promise<KeyView[]> {
    return tx.query<KeyView>(
      `${VIEW} WHERE k.organization_id = $2 AND ($3::uuid IS NULL OR k.member_id = $3)
          AND ($4::timestamptz IS NULL OR (k.created_at, k.id) < ($4, $5::uuid))
        ORDER BY k.created_at DESC, k.id DESC LIMIT $6`,
      [now, tx.organizationId, filter.serviceMemberId ?? null, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async find(tx: Tx, now: Date, id: string): Promise<KeyView | null> {
    return (
      (
        await tx.query<KeyView>(`${VIEW} WHERE k.organization_id = $2 AND k.id = $3`, [now, tx.organizationId, id])
      )[0] ?? null
    );
  }
}
