/** What somebody can do who has the whole database, and knows our formats as well as we do, but not the key. */
export class Forgery {
  constructor(town, lib) {
    this.town = town;
    this.log = lib('transparency-log');
    this.platform = lib('platform');
  }

  /** Leaf hashes and tiles anew from whatever the entries are now. @returns the root they give */
  async rebuild() {
    const { growTiles, leafHash, rootHash } = this.log;
    const { town } = this;
    const hashes = (await town.entries()).map((entry) => leafHash(entry));
    await town.tamper(
      `UPDATE ledger_leaves l SET leaf_hash = sha256('\\x00'::bytea || l.entry) WHERE organization_id = $1`,
      [town.id],
    );
    await town.tamper('DELETE FROM ledger_tiles WHERE organization_id = $1', [town.id]);
    for (const { level, index, hashes: bytes } of growTiles(0, hashes, new Map())) {
      await town.tamper(
        'INSERT INTO ledger_tiles (organization_id, level, tile_index, hashes) VALUES ($1, $2, $3, $4)',
        [town.id, level, index, Buffer.from(bytes)],
      );
    }
    return { size: hashes.length, root: rootHash(hashes) };
  }

  /** A newest head over what is there now, signed with `skey`, for a log of the name that `skey` has. */
  async sign({ size, root }, skey, origin = this.town.vkey.split('+')[0]) {
    const note = this.log.signNote(this.log.formatCheckpoint({ origin, size, root }), this.log.noteSigner(skey));
    await this.putHead(size, root, note);
  }

  async putHead(size, root, note) {
    const { town } = this;
    const [{ keyId }] = await town.tamper(
      'SELECT key_id AS "keyId" FROM ledger_checkpoints WHERE organization_id = $1 LIMIT 1',
      [town.id],
    );
    await town.tamper('DELETE FROM ledger_checkpoints WHERE organization_id = $1 AND tree_size >= $2', [town.id, size]);
    await town.tamper(
      `INSERT INTO ledger_checkpoints (organization_id, tree_size, root, note, key_id, signed_at) VALUES ($1, $2, $3, $4, $5, now())`,
      [town.id, size, Buffer.from(root), note, keyId],
    );
  }

  newHead() {
    return this.town
      .tamper(
        'SELECT tree_size::int AS size, root, note FROM ledger_checkpoints WHERE organization_id = $1 ORDER BY tree_size DESC LIMIT 1',
        [this.town.id],
      )
      .then(([head]) => head);
  }

  /** The real log's name with a key of the forger's own. */
  newKey() {
    return this.log.generateNoteKey(this.town.vkey.split('+')[0]);
  }

  async setEntry(leaf, change) {
    const [{ entry }] = await this.town.tamper(
      'SELECT entry FROM ledger_leaves WHERE organization_id = $1 AND leaf_index = $2',
      [this.town.id, leaf],
    );
    const forged = Buffer.from(change(entry.toString('utf8')));
    if (forged.equals(entry)) throw new Error('The forgery changes nothing.');
    await this.town.tamper('UPDATE ledger_leaves SET entry = $3 WHERE organization_id = $1 AND leaf_index = $2', [
      this.town.id,
      leaf,
      forged,
    ]);
  }

  newId() {
    return this.platform.newId();
  }
}
