/** Against what is signed: heads, keys, whole states of the database. Found by the older checkpoint and the key. */
export const attacksOnHeads = [
  {
    name: 'truncate the whole ledger',
    mode: 'log',
    async run({ town }) {
      await town.tamper(
        'TRUNCATE ledger_leaves, ledger_tiles, ledger_checkpoints, ledger_cosignatures, ledger_timestamps',
      );
      return { code: 'log.rolledBack', held: town.held.size, size: 0 };
    },
  },
  {
    name: "roll back to yesterday's dump",
    mode: 'log',
    from: 'yesterday',
    async run({ town }) {
      return { code: 'log.rolledBack', held: town.held.size };
    },
  },
  {
    name: "fork: go on from yesterday's dump until the log is longer again",
    mode: 'log',
    from: 'yesterday',
    async run({ town }) {
      const { size } = await town.admin.get('/v1/log');
      await town.withWorker(() => town.act(town.held.size - size + 25));
      return { code: 'log.forked', held: town.held.size };
    },
  },
  {
    name: 'replay an old checkpoint as the newest',
    mode: 'log',
    async run({ town, forgery }) {
      const [old] = await town.tamper(
        'SELECT note FROM ledger_checkpoints WHERE organization_id = $1 AND tree_size < $2 ORDER BY tree_size DESC LIMIT 1',
        [town.id, town.held.size],
      );
      const { size, root } = await forgery.newHead();
      await forgery.putHead(size, root, old.note);
      return { code: 'log.rolledBack', held: town.held.size };
    },
  },
  {
    name: 'cut the log off before the checkpoint held, with its heads',
    mode: 'log',
    async run({ town }) {
      const [{ size }] = await town.tamper(
        'SELECT max(tree_size)::int AS size FROM ledger_checkpoints WHERE organization_id = $1 AND tree_size < $2',
        [town.id, town.held.size],
      );
      await town.tamper('DELETE FROM ledger_leaves WHERE organization_id = $1 AND leaf_index >= $2', [town.id, size]);
      await town.tamper('DELETE FROM ledger_checkpoints WHERE organization_id = $1 AND tree_size > $2', [
        town.id,
        size,
      ]);
      return { code: 'log.rolledBack', held: town.held.size, size };
    },
  },
  {
    name: 'change the size in the newest checkpoint',
    mode: 'log',
    async run({ forgery }) {
      const { size, root, note } = await forgery.newHead();
      await forgery.putHead(size, root, note.replace(`\n${size}\n`, `\n${size - 1}\n`));
      return { code: 'head.wrongSignature' };
    },
  },
  {
    name: 'change an entry, rebuild everything, and put the new root into the signed checkpoint',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf('"outcome":"success"');
      await forgery.setEntry(index, (entry) => entry.replace('"outcome":"success"', '"outcome":"failure"'));
      const { size, root } = await forgery.rebuild();
      const { note } = await forgery.newHead();
      const lines = note.split('\n');
      lines[2] = Buffer.from(root).toString('base64');
      await forgery.putHead(size, root, lines.join('\n'));
      return { code: 'head.wrongSignature' };
    },
  },
  {
    name: 're-sign with a stolen database but no key: a key of the forger under the same name',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf('"outcome":"success"');
      await forgery.setEntry(index, (entry) => entry.replace('"outcome":"success"', '"outcome":"failure"'));
      await forgery.sign(await forgery.rebuild(), forgery.newKey().skey);
      return { code: 'head.otherKey' };
    },
  },
  {
    name: 'swap the key: another verifier key in the database, every head signed with it',
    mode: 'log',
    async run({ town, forgery }) {
      const key = forgery.newKey();
      await town.tamper(`UPDATE ledger_keys SET verifier_key = $2 WHERE organization_id = $1`, [town.id, key.vkey]);
      const { size, root } = await forgery.newHead();
      await forgery.sign({ size, root }, key.skey);
      return { code: 'head.otherKey' };
    },
  },
  {
    name: 'invent a change of key: a forged rotation in the log, signed by the new key alone',
    mode: 'log',
    async run({ town, forgery }) {
      const key = forgery.newKey();
      const entry = JSON.stringify({ at: '', newVkey: key.vkey, oldVkey: town.vkey, type: 'divan.key-rotation', v: 1 });
      await town.tamper(
        `INSERT INTO ledger_leaves (organization_id, leaf_index, leaf_hash, entry, source_id)
         VALUES ($1, $2, sha256('\\x00'::bytea || convert_to($3, 'UTF8')), convert_to($3, 'UTF8'), $4)`,
        [town.id, town.size, entry, forgery.newId()],
      );
      await forgery.sign(await forgery.rebuild(), key.skey);
      return { code: 'head.otherKey' };
    },
  },
  {
    name: "serve another organization's log as this one",
    mode: 'log',
    async run({ town }) {
      for (const table of ['ledger_leaves', 'ledger_tiles', 'ledger_checkpoints', 'ledger_keys']) {
        await town.tamper(`DELETE FROM ${table} WHERE organization_id = $1`, [town.id]);
        await town.tamper(`UPDATE ${table} SET organization_id = $1 WHERE organization_id = $2`, [
          town.id,
          town.villageId,
        ]);
      }
      return { code: 'head.otherLog' };
    },
  },
];
