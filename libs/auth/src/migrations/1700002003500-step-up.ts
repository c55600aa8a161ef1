import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuthStepUp1700002003500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- When a second factor was last given in this session, for what wants a fresh one.
      ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz(3);
      UPDATE sessions SET second_factor_at = created_at;
      ALTER TABLE sessions ALTER COLUMN second_factor_at SET NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN second_factor_at');
  }
}
