import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '@divan/platform';

export interface ContactView {
  id: string;
  displayName: string;
  identities: {
    id: string;
    network: string;
    handle: string;
    displayName: string;
    avatarUrl: string | null;
    profileUrl: string | null;
  }[];
}

@Injectable()
export class ContactReadModel {
  async find(tx: Tx, ctx: RequestContext, id: string): Promise<ContactView | null> {
    const rows = await tx.query<ContactView>(
      `SELECT c.id, c.display_name AS "displayName",
              (SELECT coalesce(json_agg(json_build_object('id', i.id, 'network', i.network, 'handle', i.handle,
                        'displayName', i.display_name, 'avatarUrl', i.avatar_url, 'profileUrl', i.profile_url) ORDER BY i.id), '[]')
                 FROM identities i WHERE i.contact_id = c.id) AS identities
         FROM contacts c WHERE c.organization_id = $1 AND c.id = $2`,
      [ctx.organizationId, id],
    );
    return rows[0] ?? null;
  }

  /** Whether {@link recordView} would say that nothing is new. */
  async isViewRecorded(tx: Tx, ctx: RequestContext, contactId: string, now: Date): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM contact_views WHERE organization_id = $1 AND viewer = $2 AND contact_id = $3
          AND viewed_at > $4::timestamptz - interval '1 hour'`,
      [ctx.organizationId, viewerOf(ctx), contactId, now],
    );
    return rows.length > 0;
  }

  /** @returns whether this is the viewer's first look within the hour */
  async recordView(tx: Tx, ctx: RequestContext, contactId: string, now: Date): Promise<boolean> {
    const count = await tx.execute(
      `INSERT INTO contact_views (organization_id, viewer, contact_id, viewed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT contact_views_pk DO UPDATE SET viewed_at = excluded.viewed_at
        WHERE contact_views.viewed_at <= excluded.viewed_at - interval '1 hour'`,
      [ctx.organizationId, viewerOf(ctx), contactId, now],
    );
    return count > 0;
  }
}

function viewerOf({ actor, origin }: RequestContext): string {
  return origin.sessionId ?? `${actor.kind}:${actor.id}`;
}
