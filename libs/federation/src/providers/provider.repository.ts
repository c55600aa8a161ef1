import { Injectable } from '@nestjs/common';
import type { Tx } from '@divan/platform';
import type { IdentityProvider } from './identity-provider';

const COLUMNS = `p.id, p.organization_id AS "organizationId", p.kind, p.name, p.issuer, p.settings,
  p.sealed_secret AS "sealedSecret", p.sealed_key AS "sealedKey", p.certificate, p.groups_claim AS "groupsClaim",
  p.role_mapping AS "roleMapping", p.default_roles AS "defaultRoles", p.jit, p.phishing_resistant AS "phishingResistant",
  p.enabled, p.version,
  (SELECT coalesce(json_agg(json_build_object('name', d.name, 'token', d.token, 'verifiedAt', d.verified_at) ORDER BY d.name), '[]')
     FROM identity_provider_domains d WHERE d.provider_id = p.id) AS domains`;

@Injectable()
export class ProviderRepository {
  async insert(tx: Tx, provider: IdentityProvider, now: Date): Promise<void> {
    await tx.execute(
      `INSERT INTO identity_providers (id, organization_id, kind, name, issuer, settings, sealed_secret, sealed_key, certificate,
         groups_claim, role_mapping, default_roles, jit, phishing_resistant, enabled, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [...changing(provider), now],
    );
    await this.setDomains(tx, provider);
  }

  /** The version is the caller's word: it holds the lock. */
  async update(tx: Tx, provider: IdentityProvider): Promise<void> {
    await tx.execute(
      `UPDATE identity_providers SET name = $4, issuer = $5, settings = $6, sealed_secret = $7, sealed_key = $8, certificate = $9,
              groups_claim = $10, role_mapping = $11, default_roles = $12, jit = $13, phishing_resistant = $14, enabled = $15,
              version = version + 1
        WHERE id = $1 AND organization_id = $2 AND kind = $3`,
      changing(provider),
    );
    await this.setDomains(tx, provider);
  }

  /** Domains that stay keep what was shown of them. */
  private async setDomains(tx: Tx, { id, organizationId, domains }: IdentityProvider): Promise<void> {
    const names = domains.map(({ name }) => name);
    await tx.execute('DELETE FROM identity_provider_domains WHERE provider_id = $1 AND name <> ALL ($2::text[])', [
      id,
      names,
    ]);
    await tx.execute(
      `INSERT INTO identity_provider_domains (organization_id, provider_id, name, token)
       SELECT $1, $2, d.name, d.token FROM unnest($3::text[], $4::text[]) AS d(name, token)
       ON CONFLICT ON CONSTRAINT identity_provider_domains_pk DO NOTHING`,
      [organizationId, id, names, domains.map(({ token }) => token)],
    );
  }

  async domainVerified(tx: Tx, id: string, name: string, at: Date): Promise<void> {
    await tx.execute('UPDATE identity_provider_domains SET verified_at = $3 WHERE provider_id = $1 AND name = $2', [
      id,
      name,
      at,
    ]);
    await tx.execute('UPDATE identity_providers SET version = version + 1 WHERE id = $1', [id]);
  }

  async list(tx: Tx): Promise<IdentityProvider[]> {
    const rows = await tx.query<IdentityProvider>(
      `SELECT ${COLUMNS} FROM identity_providers p ORDER BY lower(p.name), p.id`,
    );
    return rows.map(withDates);
  }

  async lock(tx: Tx, id: string): Promise<IdentityProvider | null> {
    const rows = await tx.query<IdentityProvider>(
      `SELECT ${COLUMNS} FROM identity_providers p WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return rows[0] ? withDates(rows[0]) : null;
  }

  /** Also within `Database.system`. */
  async find(tx: Tx, id: string): Promise<IdentityProvider | null> {
    const rows = await tx.query<IdentityProvider>(`SELECT ${COLUMNS} FROM identity_providers p WHERE id = $1`, [id]);
    return rows[0] ? withDates(rows[0]) : null;
  }

  /** Whether it speaks for members now, which nobody changes before the transaction ends. */
  async holdEnabled(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query('SELECT FROM identity_providers WHERE id = $1 AND enabled FOR SHARE', [id])).length > 0;
  }

  /** For `Database.system`: which providers vouch for addresses of this domain. */
  ofDomain(tx: Tx, domain: string): Promise<{ id: string; name: string }[]> {
    return tx.query(
      `SELECT p.id, p.name FROM identity_provider_domains d JOIN identity_providers p ON p.id = d.provider_id
        WHERE d.name = $1 AND d.verified_at IS NOT NULL AND p.enabled ORDER BY lower(p.name), p.id LIMIT 20`,
      [domain],
    );
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.execute('DELETE FROM identity_providers WHERE id = $1', [id]);
  }

  /** Takes the organization's turn: whether passwords may be off and whether a provider is left are decided one by one. */
  async lockOrganization(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('federation.providers:' || $1, 0))`, [
      tx.organizationId,
    ]);
  }

  async countEnabled(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM identity_providers WHERE enabled',
    );
    return row?.count ?? 0;
  }
}

function changing(provider: IdentityProvider): unknown[] {
  return [
    provider.id,
    provider.organizationId,
    provider.kind,
    provider.name,
    provider.issuer,
    JSON.stringify(provider.settings),
    provider.sealedSecret,
    provider.sealedKey,
    provider.certificate,
    provider.groupsClaim,
    JSON.stringify(provider.roleMapping),
    provider.defaultRoles,
    provider.jit,
    provider.phishingResistant,
    provider.enabled,
  ];
}

function withDates(row: IdentityProvider): IdentityProvider {
  const domains = row.domains.map((domain) => ({
    ...domain,
    verifiedAt: domain.verifiedAt === null ? null : new Date(domain.verifiedAt),
  }));
  return { ...row, domains };
}
