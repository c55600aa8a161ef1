const SUCCESS = '"outcome":"success"';
const toRefused = (entry) => entry.replace(SUCCESS, '"outcome":"refused"');
const shift = (by, from) => [
  // Through the negative numbers, because an index must not stand twice on the way.
  `UPDATE ledger_leaves SET leaf_index = -leaf_index - 1 - (${by}) WHERE organization_id = $1 AND leaf_index >= ${from}`,
  'UPDATE ledger_leaves SET leaf_index = -leaf_index - 1 WHERE organization_id = $1 AND leaf_index < 0',
];

async function withoutChecks(town, statements) {
  await town.tamper('ALTER TABLE ledger_leaves DROP CONSTRAINT ledger_leaves_index_range');
  for (const statement of statements) await town.tamper(statement, [town.id]);
}

/** Against the log itself: entries, leaf hashes, tiles. Found by walking the log. */
export const attacksOnEntries = [
  {
    name: 'change a byte of an entry',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf(SUCCESS);
      await forgery.setEntry(index, toRefused);
      return { code: 'leaf.changed', leaf: index };
    },
  },
  {
    name: 'change an entry that is newer than the checkpoint held',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf(SUCCESS, { from: town.held.size, to: town.size });
      await forgery.setEntry(index, toRefused);
      return { code: 'leaf.changed', leaf: index };
    },
  },
  {
    name: 'change an entry and its leaf hash',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf(SUCCESS);
      await forgery.setEntry(index, toRefused);
      await town.tamper(
        `UPDATE ledger_leaves SET leaf_hash = sha256('\\x00'::bytea || entry) WHERE organization_id = $1 AND leaf_index = $2`,
        [town.id, index],
      );
      return { code: 'leaf.changed', leaf: index };
    },
  },
  {
    name: 'change an entry, then compute every hash and tile anew',
    mode: 'log',
    async run({ town, forgery }) {
      const { index } = await town.leaf(SUCCESS);
      await forgery.setEntry(index, toRefused);
      await forgery.rebuild();
      return { code: 'tree.differs', from: 0, to: town.held.size - 1 };
    },
  },
  {
    name: 'change a byte of a leaf hash',
    mode: 'both',
    async run({ town }) {
      const { index } = await town.leaf('divan.audit-event');
      await town.tamper(
        'UPDATE ledger_leaves SET leaf_hash = set_byte(leaf_hash, 7, 255 - get_byte(leaf_hash, 7)) WHERE organization_id = $1 AND leaf_index = $2',
        [town.id, index],
      );
      return { code: 'leaf.hashChanged', leaf: index };
    },
  },
  {
    name: 'change a byte of a leaf hash, seen by a copy alone',
    mode: 'copy',
    async run({ town }) {
      const { index } = await town.leaf('"kind":"record"');
      await town.tamper(
        'UPDATE ledger_leaves SET leaf_hash = set_byte(leaf_hash, 7, 255 - get_byte(leaf_hash, 7)) WHERE organization_id = $1 AND leaf_index = $2',
        [town.id, index],
      );
      return { code: 'leaf.hashChanged', leaf: index };
    },
  },
  {
    name: 'change an entry, seen by a copy alone',
    mode: 'copy',
    async run({ town, forgery }) {
      const { index } = await town.leaf(SUCCESS);
      await forgery.setEntry(index, toRefused);
      return { code: 'leaf.changed', leaf: index };
    },
  },
  {
    name: 'change a byte of a tile',
    mode: 'log',
    async run({ town }) {
      await town.tamper(
        'UPDATE ledger_tiles SET hashes = set_byte(hashes, 32 * 5, 255 - get_byte(hashes, 32 * 5)) WHERE organization_id = $1 AND level = 0 AND tile_index = 0',
        [town.id],
      );
      return { code: 'tile.changed', tile: 'tile/0/000', place: 5 };
    },
  },
  {
    name: 'change a byte of an upper tile',
    mode: 'log',
    async run({ town }) {
      await town.tamper(
        'UPDATE ledger_tiles SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0)) WHERE organization_id = $1 AND level = 1 AND tile_index = 0',
        [town.id],
      );
      return { code: 'tile.changed', place: 0 };
    },
  },
  ...[
    ['the first row', () => 0],
    ['a middle row', (town) => Math.floor(town.held.size / 2)],
    ['the last row', (town) => town.size - 1],
  ].map(([which, leafIn]) => ({
    name: `delete ${which}`,
    mode: 'log',
    async run({ town }) {
      const leaf = leafIn(town);
      await town.tamper('DELETE FROM ledger_leaves WHERE organization_id = $1 AND leaf_index = $2', [town.id, leaf]);
      return { code: 'leaf.missing', leaf };
    },
  })),
  {
    name: 'delete a middle row and close the gap',
    mode: 'log',
    async run({ town }) {
      const leaf = Math.floor(town.held.size / 3);
      await town.tamper('DELETE FROM ledger_leaves WHERE organization_id = $1 AND leaf_index = $2', [town.id, leaf]);
      await withoutChecks(town, shift(-1, leaf));
      return { code: 'leaf.removed', leaf };
    },
  },
  {
    name: 'swap two rows',
    mode: 'log',
    async run({ town }) {
      const [leaf, other] = [50, 60];
      await withoutChecks(town, [
        `UPDATE ledger_leaves SET leaf_index = -1 WHERE organization_id = $1 AND leaf_index = ${leaf}`,
        `UPDATE ledger_leaves SET leaf_index = ${leaf} WHERE organization_id = $1 AND leaf_index = ${other}`,
        `UPDATE ledger_leaves SET leaf_index = ${other} WHERE organization_id = $1 AND leaf_index = -1`,
      ]);
      return { code: 'leaf.swapped', leaf, other };
    },
  },
  {
    name: 'insert a row between two',
    mode: 'log',
    async run({ town, forgery }) {
      const leaf = 70;
      await withoutChecks(town, shift(1, leaf));
      await town.tamper(
        `INSERT INTO ledger_leaves (organization_id, leaf_index, leaf_hash, entry, source_id)
         SELECT organization_id, $2, leaf_hash, entry, $3 FROM ledger_leaves WHERE organization_id = $1 AND leaf_index = 3`,
        [town.id, leaf, forgery.newId()],
      );
      return { code: 'leaf.inserted', leaf };
    },
  },
  {
    name: 'use an index twice',
    mode: 'log',
    async run({ town, forgery }) {
      const leaf = 80;
      await town.tamper('ALTER TABLE ledger_leaves DROP CONSTRAINT ledger_leaves_pk');
      await town.tamper(
        `INSERT INTO ledger_leaves (organization_id, leaf_index, leaf_hash, entry, source_id)
         SELECT organization_id, $2, leaf_hash, entry, $3 FROM ledger_leaves WHERE organization_id = $1 AND leaf_index = 3`,
        [town.id, leaf, forgery.newId()],
      );
      return { code: 'leaf.repeated', leaf };
    },
  },
  {
    name: 'truncate the leaves',
    mode: 'log',
    async run({ town }) {
      await town.tamper('TRUNCATE ledger_leaves');
      return { code: 'leaf.missing', leaf: 0 };
    },
  },
  {
    name: "put another organization's leaf in place of one",
    mode: 'log',
    async run({ town }) {
      const leaf = 90;
      await town.tamper(
        `UPDATE ledger_leaves l SET entry = o.entry, leaf_hash = o.leaf_hash FROM ledger_leaves o
          WHERE l.organization_id = $1 AND l.leaf_index = $2 AND o.organization_id = $3 AND o.leaf_index = 5`,
        [town.id, leaf, town.villageId],
      );
      return { code: 'leaf.changed', leaf };
    },
  },
];
