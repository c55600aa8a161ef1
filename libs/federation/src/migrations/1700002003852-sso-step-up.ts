import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FederationStepUp1700002003852 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sso_flows
        -- The session that is stepped up; null: a sign-on, which opens one.
        ADD COLUMN session_id uuid,
        -- When the person showed who they are, by the provider's word; null: it did not say.
        ADD COLUMN authenticated_at timestamptz(3),
        -- Nobody read it.
        DROP COLUMN acr;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE sso_flows DROP COLUMN session_id, DROP COLUMN authenticated_at, ADD COLUMN acr text',
    );
  }
}
