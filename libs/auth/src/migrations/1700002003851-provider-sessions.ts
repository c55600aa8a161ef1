import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuthProviderSessions1700002003851 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sessions
        -- The identity provider that vouched for the member: what it opened ends with it.
        ADD COLUMN provider_id uuid,
        -- Whether the last second factor was the account's own, and not a provider's word for one.
        ADD COLUMN second_factor_own boolean NOT NULL DEFAULT true;
      CREATE INDEX sessions_by_provider ON sessions (provider_id) WHERE provider_id IS NOT NULL;
      -- By which provider these came was not kept: whoever came by one signs in once more.
      UPDATE sessions SET ended_at = now(), end_reason = 'policy'
        WHERE ended_at IS NULL AND methods && ARRAY['oidc', 'saml'];
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN provider_id, DROP COLUMN second_factor_own');
  }
}
