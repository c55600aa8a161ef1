import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuthKeyMakers1700002003551 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- To whom the secret was shown. Null: to whoever made the key.
      ALTER TABLE api_key_secrets ADD COLUMN created_by uuid;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_key_secrets DROP COLUMN created_by');
  }
}
