import type { Client } from 'pg';

const BATCH = 5_000;
const ROUNDS = 5;

interface Table {
  name: string;
  /** Tables whose rows its rows point to. */
  needs: string[];
}

/**
 * Removes every row of an organization, table by table and batch by batch: a run that is interrupted is simply run again.
 * Finds the tables by their column `organization_id`, so that a new one cannot be forgotten.
 * @param client connected as the owner of the schema; it is the caller's to end
 */
export async function purge(client: Client, organizationId: string): Promise<void> {
  await client.query(
    `SELECT set_config('app.organization', $1, false), set_config('app.deleting_organization', $1, false),
            set_config('app.system', 'on', false)`,
    [organizationId],
  );
  await client.query(`DELETE FROM graphile_worker._private_jobs WHERE payload->>'organizationId' = $1`, [
    organizationId,
  ]);
  const accountIds = await accountsOnlyOf(client, organizationId);
  const tables = inOrder(await tenantTables(client));
  // Work that was going on when the organization was closed may still write a row behind the first round.
  let left = 1;
  for (let round = 0; left > 0 && round < ROUNDS; round += 1) {
    left = 0;
    for (const table of tables) left += await empty(client, table, organizationId);
  }
  await removeAccounts(client, accountIds);
  await client.query('DELETE FROM organizations WHERE id = $1', [organizationId]);
}

/** Accounts of persons who are members nowhere else, and those that only this organization's directory vouched for. */
async function accountsOnlyOf(client: Client, organizationId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT a.id FROM accounts a
      WHERE a.directory_organization_id = $1
         OR (EXISTS (SELECT FROM members m WHERE m.account_id = a.id AND m.organization_id = $1)
             AND NOT EXISTS (SELECT FROM members m WHERE m.account_id = a.id AND m.organization_id <> $1))`,
    [organizationId],
  );
  return rows.map(({ id }) => id);
}

async function tenantTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.oid::regclass::text AS name,
            ARRAY(SELECT DISTINCT f.confrelid::regclass::text FROM pg_constraint f
                   WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid) AS needs
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`,
  );
  return rows;
}

/** Rows that point to others go before them. */
function inOrder(tables: readonly Table[]): string[] {
  const ordered: string[] = [];
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const needed = new Set([...waiting.values()].flatMap(({ needs }) => needs));
    const free = [...waiting.keys()].filter((name) => !needed.has(name));
    if (free.length === 0) throw new Error(`These tables point to each other: ${[...waiting.keys()].join(', ')}`);
    for (const name of free) waiting.delete(name);
    ordered.push(...free);
  }
  return ordered;
}

async function empty(client: Client, table: string, organizationId: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE organization_id = $1 LIMIT ${BATCH}))`,
      [organizationId],
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return removed;
  }
}

/** What hangs on an account and belongs to no organization, such as its authenticator, goes with it. */
async function removeAccounts(client: Client, ids: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `SELECT c.oid::regclass::text AS name, a.attname AS column
       FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
      WHERE f.contype = 'f' AND f.confrelid = 'accounts'::regclass AND array_length(f.conkey, 1) = 1
        AND c.relname <> 'members'`,
  );
  for (const { name, column } of rows)
    await client.query(`DELETE FROM ${name} WHERE ${column} = ANY($1::uuid[])`, [ids]);
  await client.query('DELETE FROM accounts WHERE id = ANY($1::uuid[])', [ids]);
}
