import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ChannelsTeamAccess1700002004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a team that the channel is shared with may do here: {"<team id>": "read" | "respond" | "publish"}; a team
      -- that is not named may do all that its members' roles allow.
      ALTER TABLE channels ADD COLUMN team_levels jsonb NOT NULL DEFAULT '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE channels DROP COLUMN team_levels');
  }
}
