import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuthRecoverySalt1700002003511 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of argon2id; null where codes are hashed with the key alone, as they were before.
      ALTER TABLE recovery_codes ADD COLUMN salt bytea;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE recovery_codes DROP COLUMN salt');
  }
}
