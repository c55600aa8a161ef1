import { until } from '../support/installation.mjs';

/** Leaves as the product makes them: pending entries, which the worker integrates. */
export async function growLog(pool, organizationId, size) {
  const before = await treeSize(pool, organizationId);
  const missing = size - before;
  for (let at = 0; at < missing; at += 50_000) {
    await pool.query(
      `INSERT INTO ledger_pending (organization_id, source_id, entry)
       SELECT $1, gen_random_uuid(), convert_to(format('{"actor":{"id":"%s","kind":"member"},"at":"2026-11-22T09:00:00.000Z","commitments":{"detail":"%s","who":"%s"},"id":"%s","kind":"inbox.message-received","object":{"id":"%s","type":"message"},"outcome":"success","requestId":"%s","sessionId":null,"type":"divan.audit-event","v":1,"version":1}',
         gen_random_uuid(), md5(n::text) || md5(n::text), md5(n::text) || md5(n::text), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')
         FROM generate_series(1, $2::int) n`,
      [organizationId, Math.min(50_000, missing - at)],
    );
    await pool.query(`SELECT pg_notify('divan_ledger', $1)`, [organizationId]);
    await integrated(pool, organizationId);
  }
  await pool.query('VACUUM ANALYZE ledger_leaves, ledger_pending, ledger_tiles, ledger_checkpoints');
}

/** Resolves when everything that was committed is under a signed head. */
export const integrated = (pool, organizationId) =>
  until(
    'the log has caught up',
    async () => {
      const { rows } = await pool.query('SELECT 1 FROM ledger_pending WHERE organization_id = $1 LIMIT 1', [
        organizationId,
      ]);
      return rows.length === 0;
    },
    600_000,
    100,
  );

/** Leaves under the newest signed head. */
export async function treeSize(pool, organizationId) {
  const { rows } = await pool.query(
    'SELECT coalesce(max(tree_size), 0)::int AS size FROM ledger_checkpoints WHERE organization_id = $1',
    [organizationId],
  );
  return rows[0].size;
}
